import { pino } from "pino";

import { databaseEnv } from "./env.server.ts";

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
    serializers: { error: pino.stdSerializers.err },
  });
  return root;
}
