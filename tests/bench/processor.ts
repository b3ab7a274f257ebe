import { readFileSync } from "node:fs";

/** Processor time in milliseconds: of this process, and of PostgreSQL where the system tells it (Linux). */
export type Processor = { process: number; postgres: number };

/** A tick is a hundredth of a second wherever Linux runs Node. */
const TICK_MS = 10;

/** @param postmaster the server's own process */
export function processorOf(postmaster: number): Processor {
  const { user, system } = process.cpuUsage();
  const ticks = serversOf(postmaster).reduce((sum, pid) => sum + ticksOf(pid, pid === postmaster), 0);
  return { process: (user + system) / 1_000, postgres: ticks * TICK_MS };
}

/** Of a process of ours. */
export function processorOfProcess(pid: number): number {
  return ticksOf(pid, false) * TICK_MS;
}

/** The processes of a server, its own first. */
export function serversOf(postmaster: number): number[] {
  try {
    const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, "utf8");
    return [postmaster, ...children.split(" ").filter(Boolean).map(Number)];
  } catch {
    return [postmaster];
  }
}

/** @param withEnded of the server also what its ended children have used */
function ticksOf(pid: number, withEnded: boolean): number {
  try {
    // The name, in brackets, may hold blanks; utime is the twelfth field after it, then stime, cutime and cstime.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return fields.slice(11, withEnded ? 15 : 13).reduce((sum, ticks) => sum + Number(ticks), 0);
  } catch {
    return 0;
  }
}
