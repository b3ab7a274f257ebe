import { isbot } from "isbot";

import { SECOND_MS } from "../../lib/time.ts";

/** A person opens no two links of one email within so long: what does is a program that checks them all. */
export const BURST_MS = 5 * SECOND_MS;
/** How long after a click it is decided what it was: programs go through an email's links, the hidden one among them, in that time. */
export const SETTLE_MS = 30 * SECOND_MS;

/** Whether a request says by itself that no person is behind it: a known program, one without a name, or a browser that loads ahead. */
export function isProgram(headers: Headers): boolean {
  const agent = headers.get("user-agent")?.trim() ?? "";
  const purpose = `${headers.get("sec-purpose") ?? ""} ${headers.get("purpose") ?? ""} ${headers.get("x-moz") ?? ""}`;
  return agent === "" || isbot(agent) || /prefetch|preview/i.test(purpose);
}
