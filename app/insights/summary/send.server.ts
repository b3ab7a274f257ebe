import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { env } from "../../env.server.ts";
import { findLocale } from "../../i18n/translate.ts";
import { log } from "../../log.server.ts";
import type { Transport } from "../../messages/channels/channel.ts";
import { isAddress } from "../../messages/channels/email/address.ts";
import type { Email } from "../../messages/channels/email/email.ts";
import { transports } from "../../messages/channels/transports.server.ts";
import { oneLine } from "../../messages/content/text.ts";
import { listWithSummary, readSettings } from "../../shops/settings/settings.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { listInstalled, readContactAddress } from "../../shops/shops.server.ts";
import { dueMonth, type SummaryMonth } from "./due.ts";
import { readSummary } from "./read.server.ts";
import { adminUrl, signSwitchOff } from "./links.ts";
import { tell } from "./told.ts";
import { writeSummary } from "./write.server.ts";

const SHOPIFY_ADMIN = "https://admin.shopify.com";

/** Shops that want to be told of last month and were not yet. */
export async function listDueSummaries(db: Db, now: Date): Promise<Shop[]> {
  const wanted = new Set(await listWithSummary());
  const due: Shop[] = [];
  for (const shop of await listInstalled(db)) {
    const months = wanted.has(shop.shopId) ? dueMonth(shop, now) : null;
    if (months !== null && !(await isClaimed(db, shop, months))) due.push(shop);
  }
  return due;
}

/** Nobody can have another's mailbox filled: it goes to where Shopify reaches the shop, else to the address that the shop has proved to be its own. */
export async function summaryAddress(db: Db, shopId: number): Promise<string | null> {
  const [contact, { senderProved }] = await Promise.all([readContactAddress(db, shopId), readSettings(shopId)]);
  return [contact, senderProved].find((address) => address !== null && isAddress(address)) ?? null;
}

type Outcome = "sent" | "not-wanted" | "not-due" | "nowhere" | "nothing" | "already" | "not-sent";

/**
 * Tells a shop of its last month, once. The month is claimed before the email leaves: a process that dies in between leaves it untold. A mail server that refuses for now is asked again in an hour.
 */
export async function sendSummary(db: Db, shop: Shop, now: Date, over: Transport<Email> = transports().email): Promise<Outcome> {
  const { shopId } = shop;
  const months = dueMonth(shop, now);
  if (months === null) return "not-due";
  if (!(await readSettings(shopId)).monthlySummary) return "not-wanted";
  const to = await summaryAddress(db, shopId);
  if (to === null) return "nowhere";
  if (await isClaimed(db, shop, months)) return "already";
  const summary = await readSummary(db, shop, months, now);
  if (summary === null) return "nothing";
  const { MAIL_FROM, SANDBOX_SHOPIFY_ORIGIN, SHOPIFY_API_KEY, SHOPIFY_APP_URL, UNSUBSCRIBE_SECRET } = env();
  const [locale, shopName] = [findLocale(shop.primaryLocale) ?? "en", oneLine(shop.name)];
  const told = tell(summary, { shop: { ...shop, name: shopName }, locale, home: summary.home, window: summary.window });
  const admin = { domain: shop.domain, apiKey: SHOPIFY_API_KEY };
  const email = await writeSummary(told, {
    ...{ shopId, shopName, to, locale, now, month: months.key, mailFrom: MAIL_FROM },
    switchOffUrl: `${SHOPIFY_APP_URL}/summary?t=${signSwitchOff(shopId, UNSUBSCRIBE_SECRET)}`,
    link: (path) => adminUrl(SANDBOX_SHOPIFY_ORIGIN ?? SHOPIFY_ADMIN, admin, path),
  });
  if (!(await claim(db, shop, months, now))) return "already";
  const delivery = await over.send(email);
  if (delivery.kind === "accepted") return "sent";
  log().warn({ shopId, delivery }, "a monthly summary was not accepted");
  if (delivery.kind === "temporary") await unclaim(db, shop, months);
  return "not-sent";
}

async function isClaimed(db: Db, { shopId }: Shop, { key }: SummaryMonth): Promise<boolean> {
  const { rows } = await sql`select 1 from monthly_summaries where shop_id = ${shopId} and month = ${key}`.execute(db);
  return rows.length > 0;
}

async function claim(db: Db, { shopId }: Shop, { key }: SummaryMonth, now: Date): Promise<boolean> {
  const { rows } = await sql`
    insert into monthly_summaries (shop_id, month, claimed_at) values (${shopId}, ${key}, ${now}) on conflict do nothing returning 1
  `.execute(db);
  return rows.length > 0;
}

async function unclaim(db: Db, { shopId }: Shop, { key }: SummaryMonth): Promise<void> {
  await sql`delete from monthly_summaries where shop_id = ${shopId} and month = ${key}`.execute(db);
}
