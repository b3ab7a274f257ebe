import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const LOOK_EVERY_MS = 200;

/** Where things are kept that can be made again from what is in the repository. */
export const cacheOf = (root: string, name: string) => join(root, "node_modules/.cache", `reprise-${name}`);

/**
 * Does a piece of work that several processes may want at once, one after the other: whoever comes later finds it done.
 * @param lockFile names the process that is at work; one that has died, or works for longer than `longestMs`, is not waited for
 */
export async function alone<Result>(lockFile: string, longestMs: number, work: () => Promise<Result>): Promise<Result> {
  mkdirSync(join(lockFile, ".."), { recursive: true });
  const deadline = performance.now() + longestMs;
  while (!take(lockFile)) {
    if (!isAlive(Number(readOr(lockFile, ""))) || performance.now() > deadline) rmSync(lockFile, { force: true });
    else await sleep(LOOK_EVERY_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

function take(lockFile: string): boolean {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    return false;
  }
}

/** Whether a process of that id runs. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

export function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return otherwise;
  }
}
