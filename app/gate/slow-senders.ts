import type { Server } from "node:http";

import { MINUTE_MS, SECOND_MS } from "../lib/time.ts";

/** Milliseconds in which the head of a request, and all of it, must have come. */
type Limits = { headersMs: number; requestMs: number };

/** A tenth of a megabyte a second is enough for the largest file that is taken. */
const LIMITS: Limits = { headersMs: 20 * SECOND_MS, requestMs: 2 * MINUTE_MS };

/** Cuts off whoever sends slowly, or not at all: what has come of a request holds memory until the rest is there. */
export function endSlowSenders(server: Server, { headersMs, requestMs }: Limits = LIMITS): void {
  server.headersTimeout = headersMs;
  server.requestTimeout = requestMs;
}
