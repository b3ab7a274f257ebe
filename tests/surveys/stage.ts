import { sql } from "kysely";

import { now as present } from "../../app/clock.server.ts";
import type { Db } from "../../app/db.server.ts";
import { signClick, type ClickLink } from "../../app/messages/clicks/token.ts";
import { action, loader } from "../../app/routes/proxy.r.$token.tsx";
import type { Shop } from "../../app/shops/shop.ts";
import { LINK_SECRET } from "../messages/links.ts";
import { signQuery } from "../sandbox/storefront/proxy.ts";

const PROXY_SECRET = "test-client-secret-0123456789";
const PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1";
let keys = 0;

/** A message that was sent to a customer. */
export async function sendMessage(
  db: Db,
  { shopId }: Shop,
  { customerId = 1n, locale = "de", at = present() } = {},
): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    insert into messages (shop_id, customer_id, template, key, locale, state, recipient, subject, data, due_at, sent_at, created_at)
    values (${shopId}, ${customerId}, 'flow-email', ${`survey:${++keys}`}, ${locale}, 'sent', 'c1@example.com', 'Hallo', '{}',
      ${at}, ${at}, ${at}) returning message_id as id
  `.execute(db);
  return rows[0]?.id ?? 0n;
}

export type Way = {
  method?: string;
  body?: Record<string, string> | string | URLSearchParams;
  link?: Partial<ClickLink>;
  spoilt?: boolean;
  agent?: string;
  type?: string;
};
export type Page = { status: number; html: string; headers: Headers };

/** Opens the link of an answer, or posts the form behind it. */
export async function visit(
  shop: Shop,
  messageId: bigint,
  target: { survey: number; version?: number; answer?: string },
  { method = "GET", body, link = {}, spoilt = false, agent = PHONE, type }: Way = {},
): Promise<Page> {
  const { survey, version = 1, answer = "" } = target;
  const asked = { to: "survey" as const, survey, version, answer };
  const token = signClick({ shopId: shop.shopId, messageId, index: 3, target: asked, ...link }, LINK_SECRET);
  const query = new URLSearchParams({
    ...{ shop: shop.domain, logged_in_customer_id: "", path_prefix: "/apps/reprise" },
    timestamp: String(Math.floor(present().getTime() / 1000)),
  });
  const request = new Request(`http://127.0.0.1:3000/proxy/r/x?${signQuery(query, PROXY_SECRET).toString()}`, {
    method,
    headers: { "user-agent": agent, ...(type === undefined ? {} : { "content-type": type }) },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : new URLSearchParams(body) }),
  });
  const args = { request, params: { token: spoilt ? `${token.slice(0, -1)}_` : token }, context: {} };
  const response = await (method === "GET" || method === "HEAD" ? loader(args) : action(args));
  return { status: response.status, html: await response.text(), headers: response.headers };
}
