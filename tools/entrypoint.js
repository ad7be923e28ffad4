// What the network calls: the Worker's entrypoint, which the build puts around the generated one.
// The generated one is a class behind proxies that are made anew for each request, so that a module
// that trapped is replaced. That costs a hot page a tenth of its time; here events go straight to
// the module, and by the generated class only after a trap.
import Generated from "generated";

export * from "generated";

const state = globalThis.__worker_init_state;
const handlers = Generated.prototype;

function hand(name, event, env, ctx) {
  if (state.criticalError) return new Generated(ctx, env)[name](event);
  try {
    return handlers[name].call({ env, ctx }, event);
  } catch (error) {
    state.criticalError ||= error instanceof WebAssembly.RuntimeError;
    throw error;
  }
}

const known = ["fetch", "queue", "scheduled"].filter((name) => handlers[name]);

export default Object.fromEntries(known.map((name) => [name, (event, env, ctx) => hand(name, event, env, ctx)]));
