import { format } from "node:util";

import { pino } from "pino";

import { databaseEnv } from "./env.server.ts";
import { withoutAddresses } from "./lib/mask.ts";

let root: pino.Logger | undefined;

/**
 * The process's logger: JSON lines without personal data and without tokens. Log ids, counts, durations and error messages;
 * never bodies, addresses, names or headers.
 */
export function log(): pino.Logger {
  root ??= pino({
    level: databaseEnv().LOG_LEVEL,
    base: undefined,
    redact: { paths: ["*.email", "*.accessToken", "*.refreshToken", "*.authorization", "*.phone"], censor: "[redacted]" },
    serializers: { error: describeError },
  });
  return root;
}

/**
 * What helps to find a cause. PostgreSQL's errors also carry the row that failed (`detail`) and their connection: those stay out, and so do the
 * addresses in values that its messages quote.
 */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return withoutAddresses(String(error));
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  return { type: error.name, message: withoutAddresses(error.message), ...code, stack: withoutAddresses(error.stack ?? "") };
}

/** What libraries print (Remix does, about its future) becomes lines of the log like all others. */
export function takeConsole(): void {
  for (const [from, to] of [
    ["log", "info"],
    ["info", "info"],
    ["warn", "warn"],
    ["error", "error"],
  ] as const) {
    console[from] = (...said: unknown[]) => log()[to]({ console: format(...said) }, "a library says");
  }
}
