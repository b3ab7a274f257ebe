import { sql, type RawBuilder } from "kysely";

import { changeConsent } from "../../customers/consent/consent.server.ts";
import type { Db, Tx } from "../../db.server.ts";
import { linkSecrets } from "../../env.server.ts";
import type { ShopperLocale } from "../../i18n/shopper/say.ts";
import { DAY_MS, MINUTE_MS, plusMs } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import { findShop } from "../../shops/shops.server.ts";
import { CONSENT_VERSION } from "./consent-text.ts";
import { CONFIRM_MS, isConfirmationOf, readConfirmation } from "./token.ts";

/** Links to one address: ten minutes apart, three a day, so that nobody can be flooded through us. */
const APART_MS = 10 * MINUTE_MS;
const A_DAY = 3;
const KEPT_MS = 30 * DAY_MS;

/** Where somebody asks: a block of the theme, the page that thanks for an order, or beside taking part in a draw. */
export type SignUpSource = "theme-block" | "thank-you-page" | "draw";

/**
 * Notes that an address asks for advertising; a link to confirm it goes out soon, unless one has just gone or the address is barred. The answer is the same whatever is known of the address.
 * @param email one address, in lower case
 */
export async function noteSignUp(
  db: Db,
  shop: Shop,
  email: string,
  locale: ShopperLocale,
  now: Date,
  source: SignUpSource = "theme-block",
): Promise<void> {
  const lately = sql`array(select at from unnest(s.mails) at where at > ${plusMs(now, -DAY_MS)} order by at desc)`;
  await sql`
    insert into sign_ups as s (shop_id, email, locale, text_version, source, asked_at, mail_due_at)
    select ${shop.shopId}::int, ${email}::text, ${locale}::text, ${`${CONSENT_VERSION}:${locale}`}::text, ${source}::text, ${now}::timestamptz, ${now}::timestamptz
    where not exists (
      select from suppressions x where x.shop_id = ${shop.shopId} and x.channel = 'email' and x.address = ${email} and x.reason <> 'unsubscribed'
    )
    on conflict (shop_id, email) where confirmed_at is null do update set locale = excluded.locale, text_version = excluded.text_version,
      source = excluded.source, asked_at = excluded.asked_at, mail_due_at = excluded.asked_at, mail_attempts = 0, mails = ${lately}
    where s.mail_due_at is null and cardinality(${lately}) < ${A_DAY} and coalesce((${lately})[1], '-infinity') <= ${plusMs(now, -APART_MS)}
  `.execute(db);
}

export type PendingSignUp = {
  shop: Shop;
  signUpId: bigint;
  email: string;
  locale: ShopperLocale;
  textVersion: string;
  /** `replaced`: a newer link has been sent for the same sign-up. */
  state: "open" | "confirmed" | "expired" | "replaced";
};

/** What a link is worth now; null for one that is not ours, or no longer is. Reading changes nothing: programs that check links open them, too. */
export async function findSignUp(db: Db, token: string, now: Date): Promise<PendingSignUp | null> {
  const said = readConfirmation(token);
  if (said === null) return null;
  const { rows } = await sql<{
    email: string;
    locale: ShopperLocale;
    text_version: string;
    confirmed_at: Date | null;
    asked_at: Date;
  }>`
    select email, locale, text_version, confirmed_at, asked_at from sign_ups
    where shop_id = ${said.shopId} and sign_up_id = ${said.signUpId}
  `.execute(db);
  const [row] = rows;
  if (row === undefined || !isConfirmationOf(token, row.email, linkSecrets())) return null;
  const shop = await findShop(db, said.shopId);
  if (shop?.status !== "installed") return null;
  const { email, locale, text_version: textVersion, confirmed_at: confirmedAt, asked_at: askedAt } = row;
  const old =
    said.askedAt.getTime() !== askedAt.getTime() ? "replaced" : said.askedAt < plusMs(now, -CONFIRM_MS) ? "expired" : null;
  return {
    shop,
    signUpId: said.signUpId,
    email,
    locale,
    textVersion,
    state: confirmedAt !== null ? "confirmed" : (old ?? "open"),
  };
}

/**
 * Confirms a sign-up, once: the consent is kept with its proof, and Shopify is told of it; where Shopify does not know the address yet, a customer is to be made. Confirmed again it
 * changes nothing, also when the reader has unsubscribed since.
 * @returns whose consent it has become; null: nobody's yet, or nothing has changed
 */
export async function confirmSignUp(tx: Tx, { shop, signUpId, email }: PendingSignUp, now: Date): Promise<bigint | null> {
  const { rows } = await sql<{ id: bigint }>`
    update sign_ups set confirmed_at = ${now}, mail_due_at = null, due_at = ${now}
    where shop_id = ${shop.shopId} and sign_up_id = ${signUpId} and confirmed_at is null returning sign_up_id as id
  `.execute(tx);
  return rows.length === 0 ? null : attachSignUp(tx, shop, signUpId, email, now);
}

/** Makes a confirmed sign-up the consent of the customer with its address, where there is one. It counts from when it was confirmed: what they have said since stays. */
export async function attachSignUp(tx: Tx, shop: Shop, signUpId: bigint, email: string, now: Date): Promise<bigint | null> {
  const { rows } = await sql<{ customer_id: bigint; text_version: string; confirmed_at: Date }>`
    select c.customer_id, s.text_version, s.confirmed_at from customers c join sign_ups s on s.shop_id = c.shop_id and s.sign_up_id = ${signUpId}
    where c.shop_id = ${shop.shopId} and lower(c.email) = ${email} and c.merged_into is null and c.deleted_at is null and c.redacted_at is null
      and s.customer_id is null and s.confirmed_at is not null
    order by c.customer_id limit 1
  `.execute(tx);
  const [found] = rows;
  if (found === undefined) return null;
  const { customer_id: customerId, text_version: textVersion, confirmed_at: saidAt } = found;
  const proof = { source: "sign-up", legalBasis: "double-opt-in", textVersion, key: `sign-up:${signUpId}`, saidAt };
  await changeConsent(
    tx,
    shop,
    { customerId, channel: "email", state: "subscribed", optInLevel: "confirmed_opt_in", ...proof },
    now,
  );
  await sql`
    update sign_ups set customer_id = ${customerId}, due_at = null, problem = null where shop_id = ${shop.shopId} and sign_up_id = ${signUpId}
  `.execute(tx);
  return customerId;
}

export type Unattached = { signUpId: bigint; email: string; locale: ShopperLocale; confirmedAt: Date | null; attempts: number };

/** Finds a row where shop `s` has confirmed sign-ups of nobody that Shopify knows. */
export function dueSignUps(now: Date): RawBuilder<unknown> {
  return sql`select from sign_ups u where u.shop_id = s.shop_id and u.due_at <= ${now}`;
}

/** So long a sign-up is its worker's alone. */
export const CLAIM_MS = 10 * MINUTE_MS;

/** Takes the one that is due next; it is this worker's alone for ten minutes. @returns null: there is none, or others have it */
export async function claimSignUp(db: Db, shopId: number, now: Date): Promise<Unattached | null> {
  const { rows } = await sql<Unattached>`
    with due as (
      select sign_up_id from sign_ups where shop_id = ${shopId} and due_at <= ${now} order by due_at limit 1 for update skip locked
    )
    update sign_ups u set due_at = ${plusMs(now, CLAIM_MS)} from due where u.shop_id = ${shopId} and u.sign_up_id = due.sign_up_id
    returning u.sign_up_id as "signUpId", u.email, u.locale, u.confirmed_at as "confirmedAt", u.attempts
  `.execute(db);
  return rows[0] ?? null;
}

/** Shopify has not taken it: it stays due, and is tried again `at`. */
export async function retrySignUp(db: Db, shopId: number, signUpId: bigint, problem: string, at: Date): Promise<void> {
  await sql`
    update sign_ups set due_at = ${at}, attempts = attempts + 1, problem = ${problem}
    where shop_id = ${shopId} and sign_up_id = ${signUpId} and customer_id is null
  `.execute(db);
}

/** Addresses that nobody has confirmed for thirty days are forgotten. */
export async function dropUnconfirmed(db: Db, now: Date): Promise<void> {
  const { rows } = await sql<{ shop_id: number }>`
    select s.shop_id from shops s
    where exists (select from sign_ups u where u.shop_id = s.shop_id and u.confirmed_at is null and u.asked_at < ${plusMs(now, -KEPT_MS)})
  `.execute(db);
  for (const { shop_id: shopId } of rows)
    await sql`delete from sign_ups where shop_id = ${shopId} and confirmed_at is null and asked_at < ${plusMs(now, -KEPT_MS)}`.execute(
      db,
    );
}
