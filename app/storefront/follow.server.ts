import { db } from "../db.server.ts";
import { linkSecrets } from "../env.server.ts";
import { isTransient } from "../lib/database-errors.ts";
import { within } from "../lib/patience.ts";
import { SECOND_MS } from "../lib/time.ts";
import { log } from "../log.server.ts";
import { isProgram } from "../messages/clicks/automatic.ts";
import { noteClick } from "../messages/clicks/clicks.server.ts";
import { readClick, type ClickLink } from "../messages/clicks/token.ts";
import { brokenLink } from "../messages/links/broken.tsx";
import { receiveVisit } from "./visit.server.ts";

/** Shopify's app proxy gives up after ten seconds; nobody waits that long for a page that we only lead to. */
const PATIENCE_MS = 4 * SECOND_MS;

/**
 * Where a link in an email leads: for people and programs alike, since opening it changes nothing but the note that it was opened. HEAD notes nothing. An address is followed
 * also while the database is away: the signature says all there is to know.
 */
export async function followLink(request: Request, token: string, now: Date): Promise<Response> {
  const link = readClick(token, linkSecrets());
  try {
    return await within(PATIENCE_MS, follow(request, link, now));
  } catch (error) {
    if (!isTransient(error) || link === null) throw error;
    log().warn({ error, shopId: link.shopId }, "a click was not noted");
    return leadTo(link);
  }
}

async function follow(request: Request, link: ClickLink | null, now: Date): Promise<Response> {
  const visit = await receiveVisit(request, now);
  if (visit instanceof Response) return visit;
  if (link === null || link.shopId !== visit.shop.shopId) return brokenLink(request);
  if (request.method !== "HEAD") await noteClick(db(), link, isProgram(request.headers), now);
  return leadTo(link);
}

function leadTo({ target }: ClickLink): Response {
  const url = target.to === "url" ? target.url : "/";
  return new Response(null, {
    status: 302,
    headers: {
      Location: url,
      "Cache-Control": "private, no-store",
      "Referrer-Policy": "no-referrer",
      "X-Robots-Tag": "noindex",
    },
  });
}
