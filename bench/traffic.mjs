// Traffic from the client process, and what it cost the runtime.
import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Plain } from "../tools/project.mjs";

/** The kernel's unit of the times in /proc: USER_HZ, 100 on every platform of Linux. */
const TICKS_A_SECOND = 100;

let clients;

/** Seconds of processor time that a process has used until now, all of its threads together. */
export function cpuSeconds(pid) {
  let stat;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    throw new Plain("Processor time is read from /proc, which only Linux has; run the benchmarks there.");
  }
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

/**
 * Sends a job (see clients.mjs) to a Worker; every answer must be a 200. Adds `rate` in requests a
 * second and `cpuMs`, the runtime's processor milliseconds for each request.
 */
export async function send(worker, job) {
  clients ??= fork(fileURLToPath(new URL("clients.mjs", import.meta.url)));
  const before = cpuSeconds(worker.pid);
  clients.send({ host: worker.host, port: worker.port, connections: 1, seconds: 60, ...job });
  const [{ seen, failure }] = await once(clients, "message");
  const cpu = cpuSeconds(worker.pid) - before;
  if (failure) throw new Plain(`The clients stopped: ${failure}.`);
  const others = Object.keys(seen.statuses).filter((status) => status !== "200");
  if (others.length) throw new Plain(`Answers other than 200 in ${job.paths[0]} …: ${JSON.stringify(seen.statuses)}`);
  if (!seen.requests) throw new Plain(`No answer within ${job.seconds} s from ${job.paths[0]}.`);
  return { ...seen, rate: seen.requests / seen.seconds, cpuMs: (cpu * 1000) / seen.requests };
}

export function endTraffic() {
  clients?.disconnect();
  clients = undefined;
}

/** The value below which this share of the values lies. */
export function percentile(values, share) {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))];
}

export function median(values) {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
