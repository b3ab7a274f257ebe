import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import type { SandboxClock } from "./world/types.ts";

export type MovableClock = SandboxClock & {
  /** Milliseconds that this clock is ahead of the machine's. */
  readonly offsetMs: () => number;
  readonly advance: (ms: number) => void;
  /** Writes the file anew without moving: the app looks at once at what is due, instead of at its next turn. */
  readonly nudge: () => void;
  /** Runs synchronous work as if it were that instant; the app's clock does not move. */
  readonly at: <Result>(instant: Date, work: () => Result) => Result;
};

/**
 * The one clock of stand-in and app: the machine's, shifted by an offset that the app reads from `file` at every look (app/clock.server.ts).
 * It keeps ticking. A file left by an earlier run is taken up again, so that a kept shop does not jump in time.
 */
export function createClock(file: string): MovableClock {
  mkdirSync(dirname(file), { recursive: true });
  let offset = offsetIn(file);
  let pinned: Date | undefined;

  const write = (ms: number) => {
    writeOffset(file, ms);
    offset = ms;
  };
  write(offset);

  return {
    now: () => new Date(pinned ?? Date.now() + offset),
    set: (instant) => write(instant.getTime() - Date.now()),
    advance: (ms) => write(offset + ms),
    nudge: () => write(offset),
    offsetMs: () => offset,
    at: (instant, work) => {
      const before = pinned;
      pinned = instant;
      try {
        return work();
      } finally {
        pinned = before;
      }
    },
  };
}

/** A rename is atomic: the app never reads half a number. */
export function writeOffset(file: string, ms: number): void {
  writeFileSync(`${file}.new`, String(ms));
  renameSync(`${file}.new`, file);
}

/** Milliseconds; 0 when there is no such file, or nonsense in it. */
export function offsetIn(file: string): number {
  try {
    const offset = Number(readFileSync(file, "utf8"));
    return Number.isFinite(offset) ? offset : 0;
  } catch {
    return 0;
  }
}
