import type { Response } from "express";

import { beforeHead } from "./before-head.ts";

declare module "@remix-run/server-runtime" {
  interface AppLoadContext {
    /** What failed may succeed when it is asked for again: the answer says so, whatever kind it is (a page, data, a file). */
    askAgain?: () => void;
  }
}

const RETRY_AFTER_S = 30;

/**
 * What Remix is given with each request. It answers each failure alike, with 500, and asks nobody for which: what has heard of an outage
 * (entry.server.tsx) says so here, and the answer leaves as 503.
 */
export function loadContextFor(response: Response): { askAgain: () => void } {
  let outage = false;
  beforeHead(response, () => {
    if (!outage || response.statusCode !== 500) return;
    response.statusCode = 503;
    response.statusMessage = "";
    response.setHeader("Retry-After", RETRY_AFTER_S);
  });
  return { askAgain: () => (outage = true) };
}
