import { readClick, type ClickLink } from "../../app/messages/clicks/token.ts";

export const LINK_SECRET = "test-unsubscribe-secret-0123456789";

/** The tracked links of an email's HTML or text, in their order. */
export function linksIn(body: string): ClickLink[] {
  return tokensIn(body).flatMap((token) => readClick(token, [LINK_SECRET]) ?? []);
}

/** The same as they stand in it. */
function tokensIn(body: string): string[] {
  return [...body.matchAll(/\/r\/(k[\w-]+)/g)].map(([, token = ""]) => token);
}
