import { readFileSync } from "node:fs";

import { serversOf } from "./processor.ts";

/** Bytes: what this process holds, and what PostgreSQL's hold of their own, without the buffers that they share (0 where the system does not tell; Linux does). */
export type Memory = { process: number; postgres: number };

/** @param postmaster the server's own process */
export function memoryOf(postmaster: number): Memory {
  return { process: process.memoryUsage.rss(), postgres: serversOf(postmaster).reduce((sum, pid) => sum + ownOf(pid), 0) };
}

const EVERY_MS = 250;

/** Does some work and looks at the memory while it waits. @returns the most of it that was seen */
export async function peakOf<Result>(read: () => Memory, work: () => Promise<Result>): Promise<{ result: Result; peak: Memory }> {
  const peak = read();
  const look = () => {
    const seen = read();
    peak.process = Math.max(peak.process, seen.process);
    peak.postgres = Math.max(peak.postgres, seen.postgres);
  };
  const timer = setInterval(look, EVERY_MS);
  try {
    const result = await work();
    look();
    return { result, peak };
  } finally {
    clearInterval(timer);
  }
}

export function tellMemory({ process: own, postgres }: Memory): string {
  const mb = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`;
  return `at most ${mb(own)} of the process and ${mb(postgres)} of PostgreSQL's, beside its shared buffers`;
}

function ownOf(pid: number): number {
  try {
    return Number(/^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1_024;
  } catch {
    return 0;
  }
}
