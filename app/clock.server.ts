import { readFileSync, watch } from "node:fs";
import { basename, dirname } from "node:path";

import { env } from "./env.server.ts";

/**
 * The present instant. The only reader of the wall clock: everything else is handed `now`. The sandbox moves it by writing an offset in
 * milliseconds into the clock file that it shares with the stand-in; the file is read at each call so that all processes turn at once.
 */
export function now(): Date {
  const file = env().SANDBOX_CLOCK_FILE;
  return new Date(Date.now() + (file === undefined ? 0 : offsetMs(file)));
}

/** Calls back whenever the sandbox has moved the clock, until the signal aborts. On a real clock, never. */
export function onClockMoved(callback: () => void, signal: AbortSignal): void {
  const file = env().SANDBOX_CLOCK_FILE;
  if (file === undefined) return;
  // The folder, because the file is replaced rather than rewritten.
  watch(dirname(file), { signal, persistent: false }, (_event, name) => {
    if (name === null || name === basename(file)) callback();
  });
}

function offsetMs(file: string): number {
  const offset = Number(readFileSync(file, "utf8"));
  if (!Number.isFinite(offset)) throw new Error(`The sandbox clock file ${file} does not hold a number`);
  return offset;
}
