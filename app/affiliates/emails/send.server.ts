import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { env } from "../../env.server.ts";
import { backoffMs } from "../../lib/backoff.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import type { Transport } from "../../messages/channels/channel.ts";
import { isAddress } from "../../messages/channels/email/address.ts";
import { compose, senderOf, type Email } from "../../messages/channels/email/email.ts";
import { transports } from "../../messages/channels/transports.server.ts";
import { readBrand } from "../../messages/content/brand/brand.server.ts";
import { readSettings } from "../../shops/settings/settings.server.ts";
import { getShop } from "../../shops/shops.server.ts";
import { write } from "./write.ts";
import { tell, type Due } from "./tell.server.ts";

/** What the mail server puts off is tried again for so long. */
const PATIENCE_MS = 3 * DAY_MS;

/**
 * Sends one email to an affiliate that is due. It is handed over at most once, unless the mail server puts it off. Who is erased, has a dead address, or whose payout was canceled meanwhile, is not written to.
 * @returns how many were dealt with
 */
export async function sendEmail(db: Db, now: Date, over: Transport<Email> = transports().email): Promise<number> {
  const found = await findDue(db, now);
  if (found === null) return 0;
  const due = await claim(db, found, now);
  if (due === null) return 1;
  const written = await emailOf(db, due, now);
  if (typeof written === "string") {
    await note(db, due, { problem: written });
    return 1;
  }
  const delivery = await over.send(written);
  if (delivery.kind === "accepted") await note(db, due, { sentAt: now });
  else {
    log().warn({ shopId: due.shopId, delivery }, "an email to an affiliate was not accepted");
    const again = plusMs(now, backoffMs(due.attempts, 2 * MINUTE_MS, 4 * HOUR_MS));
    const isTried = delivery.kind === "temporary" && again < plusMs(due.createdAt, PATIENCE_MS);
    await note(db, due, { problem: delivery.reason, dueAt: isTried ? again : null });
  }
  return 1;
}

type Named = Pick<Due, "shopId" | "affiliateId" | "key">;

async function findDue(db: Db, now: Date): Promise<Named | null> {
  const { rows } = await sql<Named>`
    select m.shop_id as "shopId", m.affiliate_id as "affiliateId", m.key from affiliate_emails m join shops s on s.shop_id = m.shop_id
    where m.due_at <= ${now} and s.status = 'installed' order by m.due_at limit 1
  `.execute(db);
  return rows[0] ?? null;
}

/** Whoever claims it sends it. Null: somebody else has. */
async function claim(db: Db, { shopId, affiliateId, key }: Named, now: Date): Promise<Due | null> {
  const { rows } = await sql<Due>`
    update affiliate_emails set due_at = null, attempts = attempts + 1
    where shop_id = ${shopId} and affiliate_id = ${affiliateId} and key = ${key} and due_at <= ${now}
    returning shop_id as "shopId", affiliate_id as "affiliateId", key, kind, payout_id as "payoutId", created_at as "createdAt", attempts
  `.execute(db);
  return rows[0] ?? null;
}

/** @returns why it is not to be sent any more */
async function emailOf(db: Db, due: Due, now: Date): Promise<Email | "gone" | "dead-address"> {
  const shop = await getShop(db, due.shopId);
  const found = await tell(db, shop, due, now);
  if (found === null || !isAddress(found.to)) return "gone";
  if (await isDead(db, due.shopId, found.to)) return "dead-address";
  const [settings, brand] = [await readSettings(shop.shopId), await readBrand(shop.shopId)];
  const rendered = write(found, { imprint: settings.imprint, brand });
  const sender = senderOf({ ...settings, shopName: shop.name, shopEmail: null }, env().MAIL_FROM);
  const name = `affiliate-${due.shopId}-${due.affiliateId}-${due.key.replace(/[^\w-]/g, "-")}`;
  return compose({ name, mark: null, sender, to: found.to, locale: found.locale, rendered, unsubscribeUrl: null, now });
}

/** What is not advertising is stopped only by an address at which nothing arrives. */
async function isDead(db: Db, shopId: number, address: string): Promise<boolean> {
  const { rows } = await sql`
    select from suppressions where shop_id = ${shopId} and channel = 'email' and address = ${address} and reason = 'bounced'
  `.execute(db);
  return rows.length > 0;
}

type Outcome = { sentAt?: Date; problem?: string; dueAt?: Date | null };

async function note(db: Db, { shopId, affiliateId, key }: Due, { sentAt, problem, dueAt }: Outcome): Promise<void> {
  await sql`
    update affiliate_emails set sent_at = ${sentAt ?? null}, problem = ${problem?.slice(0, 200) ?? null}, due_at = ${dueAt ?? null}
    where shop_id = ${shopId} and affiliate_id = ${affiliateId} and key = ${key}
  `.execute(db);
}
