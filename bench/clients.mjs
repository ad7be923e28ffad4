// The clients, in a process of their own so that they do not share a core with whoever measures:
// so many connections over raw sockets, each sending its next request when its last was answered.
// Run as a child of traffic.mjs: takes a job as a message and answers with what it saw.
import { connect } from "node:net";

const END_OF_HEAD = Buffer.from("\r\n\r\n");
const SILENCE_MS = 60_000;

/** One answer after the other from a socket; answers must say their length, as every page does. */
class Connection {
  #buffer = Buffer.alloc(0);
  #missing = -1;
  #settle;

  constructor(socket) {
    this.socket = socket;
    socket.setTimeout(SILENCE_MS, () => socket.destroy(new Error("no answer in a minute")));
    socket.on("data", (chunk) => this.#read(chunk));
    socket.on("error", (error) => this.#settle?.reject(error));
    socket.on("close", () => this.#settle?.reject(new Error("the connection was closed before the answer's end")));
  }

  static open({ host, port }) {
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port, noDelay: true });
      socket.once("error", reject);
      socket.once("connect", () => resolve(new Connection(socket)));
    });
  }

  /** Answers with `{ status, bytes }`. */
  ask(request) {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.socket.write(request);
    });
  }

  #read(chunk) {
    if (this.#missing < 0) {
      this.#buffer = this.#buffer.length ? Buffer.concat([this.#buffer, chunk]) : chunk;
      const end = this.#buffer.indexOf(END_OF_HEAD);
      if (end < 0) return;
      const head = this.#buffer.latin1Slice(0, end);
      const length = /\r\ncontent-length: (\d+)/i.exec(head);
      if (!length) return this.#settle.reject(new Error(`an answer without its length:\n${head}`));
      this.answer = { status: Number(head.slice(9, 12)), bytes: Number(length[1]) };
      this.#missing = this.answer.bytes - (this.#buffer.length - end - END_OF_HEAD.length);
      this.#buffer = Buffer.alloc(0);
    } else {
      this.#missing -= chunk.length;
    }
    if (this.#missing < 0) return this.#settle.reject(new Error("more bytes than the answer announced"));
    if (this.#missing > 0) return;
    this.#missing = -1;
    this.#settle.resolve(this.answer);
  }
}

/** Every address comes from a visitor of its own, so that no limit of one client is met. */
const clientOf = (index) => `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;

/**
 * Sends `paths` in turn until `count` requests are sent or `seconds` have passed. With `numbered` a
 * counter is added to each address, so that none is asked for twice.
 */
async function work({ host, port, paths, connections, seconds, count = Infinity, numbered = 0 }) {
  const opened = await Promise.all(Array.from({ length: connections }, () => Connection.open({ host, port })));
  const head = `HTTP/1.1\r\nHost: ${host}:${port}\r\nAccept: text/html\r\nCF-Connecting-IP`;
  const requestOf = (path, index) => Buffer.from(`GET ${path} ${head}: ${clientOf(index)}\r\n\r\n`);
  const fixed = numbered ? [] : paths.map(requestOf);
  const [statuses, durations] = [{}, []];
  let [sent, bytes] = [0, 0];
  const cpu = process.cpuUsage();
  const started = performance.now();
  const end = started + seconds * 1000;
  const converse = async (connection) => {
    while (sent < count) {
      const index = sent++;
      const before = performance.now();
      if (before >= end) return;
      const path = paths[index % paths.length];
      const answer = await connection.ask(numbered ? requestOf(`${path}${path.includes("?") ? "&" : "?"}n=${numbered + index}`, index) : fixed[index % fixed.length]);
      durations.push(performance.now() - before);
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      bytes += answer.bytes;
    }
  };
  try {
    await Promise.all(opened.map(converse));
  } finally {
    for (const { socket } of opened) socket.removeAllListeners().on("error", () => {}).destroy();
  }
  const elapsed = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { requests: durations.length, seconds: elapsed, statuses, bytes, durations, busy: (user + system) / 1e6 / elapsed };
}

process.on("message", async (job) => {
  try {
    process.send({ seen: await work(job) });
  } catch (error) {
    process.send({ failure: error.message });
  }
});
