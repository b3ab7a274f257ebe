import { createHmac } from "node:crypto";

import { env } from "../../env.server.ts";

/** Whose requests are counted together: a hash of the address that the last proxy has seen, in memory for a minute only. What stands before it, visitors can write themselves. */
export function visitorOf(request: Request): string {
  const address = request.headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "";
  return createHmac("sha256", env().UNSUBSCRIBE_SECRET).update(`visitor:${address}`).digest("base64url").slice(0, 16);
}
