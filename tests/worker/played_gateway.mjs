// What gateways that a test plays have in common: idempotency keys that replay the first answer, and the
// ways in which an answer gets lost. Stripe: <https://docs.stripe.com/api/idempotent_requests>; Mollie:
// <https://docs.mollie.com/reference/api-idempotency>.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { Response } from "miniflare";

export const answerOf = (status, body) => ({ status, body: body === undefined ? "" : JSON.stringify(body) });

/** An answer whose connection is reset in the middle of its body. */
function broken({ status, body }) {
  const half = new TextEncoder().encode(body.slice(0, Math.ceil(body.length / 2)));
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue(half);
      setTimeout(() => controller.error(new Error("connection reset")), 30);
    },
  });
  return new Response(stream, { status });
}

/** Ways to lose an answer; what was asked for happens in those of the second group. */
export const trouble = {
  answers: (status) => ({ status, happens: false }),
  refusesConnection: () => ({ status: 502, happens: false }),
  answersAfter: (status) => ({ status, happens: true }),
  /** The status is what the key answers from now on, too. */
  answersForGood: (status) => ({ status, happens: true, isKept: true }),
  hangs: () => ({ hangs: true, happens: false }),
  hangsAfter: () => ({ hangs: true, happens: true }),
  breaksAfter: () => ({ breaks: true, happens: true }),
};

export class PlayedGateway {
  #keys = new Map();
  /** Every call, the oldest first; `took` says whether it was carried out rather than replayed or lost. */
  calls = [];
  /** Calls that the gateway's description does not allow. */
  faults = [];
  /** What meets the next calls to a path: `[{ when: /…/, what: trouble.… }]`. Each meets one, or all while `stays`. */
  troubles = [];
  /** Called with a call that took effect, before it is answered. */
  beforeAnswer = async () => {};

  constructor({ base, problem }) {
    this.base = base;
    this.problem = problem;
  }

  meets(when, what, { stays = false } = {}) {
    this.troubles.push({ when, what, stays });
  }

  works() {
    assert.deepEqual(this.faults.splice(0), [], "calls as the gateway describes them");
    this.troubles = [];
    this.beforeAnswer = async () => {};
  }

  /** Calls to a path, in whatever way they ended. */
  asked(when) {
    return this.calls.filter(({ method, path }) => when.test(`${method} ${path}`));
  }

  /** Answers a request to the outside; `undefined` where it is not for this gateway. */
  async answers(request) {
    if (!request.url.startsWith(`${this.base}/`)) return undefined;
    const { pathname: path, searchParams } = new URL(request.url);
    const key = request.headers.get("idempotency-key");
    const call = { at: Date.now(), method: request.method, path, query: searchParams, headers: request.headers, key, body: await request.text(), took: false };
    this.calls.push(call);
    const name = `${call.method} ${path}`;
    const at = this.troubles.findIndex(({ when }) => when.test(name));
    const { what, stays } = this.troubles[at] ?? {};
    if (at >= 0 && !stays) this.troubles.splice(at, 1);
    const lost = what && (what.status ? answerOf(what.status, this.problem(what.status, "on purpose")) : undefined);
    if (!what?.happens && lost) return this.#sends(call, lost);
    if (what && !what.happens) return sleep(60_000, undefined, { ref: false });
    const answer = await this.#once(call, what?.isKept ? lost : undefined);
    await this.beforeAnswer(call);
    if (what?.hangs) return sleep(60_000, undefined, { ref: false });
    if (what?.breaks) return broken(answer);
    return this.#sends(call, lost ?? answer);
  }

  #sends(call, answer) {
    call.status = answer.status;
    return new Response(answer.status === 204 ? null : answer.body, { status: answer.status, headers: { "content-type": "application/json" } });
  }

  /** The same key replays the first answer, errors included, and is refused with other parameters. */
  async #once(call, kept) {
    const carriesOut = async () => {
      call.took = true;
      try {
        return kept ? (await this.carriesOut(call), kept) : await this.carriesOut(call);
      } catch (fault) {
        this.faults.push(fault);
        return answerOf(400, this.problem(400, fault.message));
      }
    };
    if (!call.key || call.method === "GET") return carriesOut();
    const asked = `${call.method} ${call.path} ${call.body}`;
    const known = this.#keys.get(call.key);
    if (known && known.asked !== asked) return answerOf(400, this.problem(400, "Keys for idempotent requests can only be used with the same parameters they were first used with."));
    if (known) return known.answer;
    const answer = carriesOut();
    this.#keys.set(call.key, { asked, answer });
    return answer;
  }
}

export const nameOf = (prefix) => `${prefix}${crypto.randomUUID().replaceAll("-", "").slice(0, 24)}`;

export function requireFields(fields, allowed) {
  for (const name of fields) assert.ok(allowed.some((pattern) => pattern.test(name)), `an unknown parameter: ${name}`);
}
