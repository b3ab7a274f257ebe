import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { stringifyJson } from "../../lib/json.ts";
import { clockText } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import { isDue, readBalances } from "../ledger/balance.server.ts";
import { settleAll } from "../ledger/settle.server.ts";
import { openPayee, sealPayee } from "../people/payee.server.ts";
import { fitsTax, type Payee } from "../people/payee.ts";
import { readAffiliateProgram, takeNumbers } from "../setup/settings.server.ts";
import { lacksIssuer, type AffiliateSettings } from "../setup/settings.ts";
import { noteSchema, taxOn, type Note } from "./note.ts";

/** What a run of payouts becomes: a file for the bank, one for PayPal, or a list to pay by hand. */
export const runMethods = ["sepa", "paypal", "csv"] as const;
export type RunMethod = (typeof runMethods)[number];

/** Why somebody with something due is not paid. */
export type Unpayable = "minimum" | "payee" | "tax" | "erased";
export type Payable = {
  affiliateId: bigint;
  name: string | null;
  locale: "en" | "de";
  dueMinor: bigint;
  taxMinor: bigint;
  payee: Payee | null;
  not: Unpayable | null;
};

/** Everybody to whom something is due, or who owes it: most first. */
export async function listPayable(
  db: Db,
  shop: Shop,
  { minimumMinor, issuer }: AffiliateSettings,
  now: Date,
): Promise<Payable[]> {
  const balances = await readBalances(db, shop.shopId, null, now);
  const { rows } = await sql<{
    affiliateId: bigint;
    name: string | null;
    email: string | null;
    locale: "en" | "de";
    payee: string | null;
  }>`
    select affiliate_id as "affiliateId", name, email, locale, payee from affiliates where shop_id = ${shop.shopId} and approved_at is not null
  `.execute(db);
  return rows
    .map(({ affiliateId, name, email, locale, payee: sealed }): Payable => {
      const dueMinor = balances.get(affiliateId)?.due ?? 0n;
      const payee = openPayee(sealed, shop.shopId, affiliateId);
      const low = dueMinor <= 0n || dueMinor < BigInt(minimumMinor);
      const not =
        email === null ? "erased" : payee === null ? "payee" : low ? "minimum" : isTaxRight(payee, issuer) ? null : "tax";
      return { affiliateId, name, locale, dueMinor, taxMinor: payee === null ? 0n : taxOn(dueMinor, payee.tax), payee, not };
    })
    .filter(({ dueMinor }) => dueMinor !== 0n)
    .toSorted((a, b) => Number(b.dueMinor - a.dueMinor) || Number(a.affiliateId - b.affiliateId));
}

/** A note on which the recipient owes the tax names the numbers of both (§ 14a (1) UStG). */
function isTaxRight(payee: Payee, { country, vatId }: AffiliateSettings["issuer"]): boolean {
  return fitsTax(payee, country) && (payee.tax !== "reverse" || vatId !== "");
}

/** Why there can be no run. */
export type NoRun = "nothing" | "issuer" | "currency" | "account";
export type Made = { ok: true; runId: bigint; payouts: number; totalMinor: bigint } | { ok: false; why: NoRun };

/** Whether a run of this kind pays this payee. */
export function suits(method: RunMethod, payee: Payee): boolean {
  return method === "csv" || (method === "sepa" ? payee.method === "bank" : payee.method === "paypal");
}

/**
 * Pays everything that is due to whom this kind of run pays: each entry of the ledger once, and none before its time. Runs inside a change of the shop, so that of two at once the second finds nothing.
 * @param actor `merchant:<Shopify user id>`
 */
export async function makeRun(tx: Db, shop: Shop, method: RunMethod, actor: string, now: Date): Promise<Made> {
  // What a refund has just taken back must not be paid because nobody has looked yet.
  await settleAll(tx, shop, now);
  const { settings } = await readAffiliateProgram(tx, shop.shopId);
  const { issuer } = settings;
  if (lacksIssuer(issuer)) return { ok: false, why: "issuer" };
  if (method === "sepa" && shop.currency !== "EUR") return { ok: false, why: "currency" };
  if (method === "sepa" && issuer.iban === "") return { ok: false, why: "account" };
  const payable = (await listPayable(tx, shop, settings, now)).flatMap((one) =>
    one.not === null && one.payee !== null && suits(method, one.payee) ? [{ ...one, payee: one.payee }] : [],
  );
  if (payable.length === 0) return { ok: false, why: "nothing" };
  const debtor = { name: issuer.name, iban: issuer.iban, bic: issuer.bic };
  const { rows } = await sql<{ run_id: bigint }>`
    insert into payout_runs (shop_id, method, currency, debtor, made_at, made_by)
    values (${shop.shopId}, ${method}, ${shop.currency}, ${stringifyJson(debtor)}::jsonb, ${now}, ${actor}) returning run_id
  `.execute(tx);
  const runId = rows[0]?.run_id ?? 0n;
  const first = await takeNumbers(tx, shop.shopId, payable.length);
  let totalMinor = 0n;
  for (const [at, one] of payable.entries())
    totalMinor += await payOne(tx, shop, { runId, number: first + at, settings, ...one }, now);
  return { ok: true, runId, payouts: payable.length, totalMinor };
}

type One = Payable & { payee: Payee; runId: bigint; number: number; settings: AffiliateSettings };

async function payOne(tx: Db, shop: Shop, one: One, now: Date): Promise<bigint> {
  const { shopId } = shop;
  const { affiliateId, dueMinor, taxMinor, payee, settings, number } = one;
  const { rows: made } = await sql<{ payout_id: bigint }>`
    insert into payouts (shop_id, run_id, affiliate_id, net_minor, tax_minor, note_number, note, payee)
    values (${shopId}, ${one.runId}, ${affiliateId}, ${dueMinor}, ${taxMinor}, ${number}, '{}', ${sealPayee(payee, shopId, affiliateId)}) returning payout_id
  `.execute(tx);
  const payoutId = made[0]?.payout_id ?? 0n;
  const { rows } = await sql<{ order_id: bigint; amount_minor: bigint; placed_at: Date }>`
    update commission_entries e set payout_id = ${payoutId} from affiliate_orders a
    where e.shop_id = ${shopId} and e.affiliate_id = ${affiliateId} and a.shop_id = e.shop_id and a.order_id = e.order_id and a.placed_at is not null and ${isDue(now)}
    returning e.order_id, e.amount_minor, a.placed_at
  `.execute(tx);
  if (rows.reduce((sum, { amount_minor }) => sum + amount_minor, 0n) !== dueMinor)
    throw new Error("What is paid is not what is due");
  const days = rows.map(({ placed_at }) => dayOf(placed_at, shop)).sort();
  const issuer = noteSchema.shape.issuer.parse(settings.issuer);
  const { name, street, postcode, city, country, taxNumber, vatId, tax } = payee;
  const note: Note = {
    ...{ number: `${settings.notePrefix}${number}`, writtenOn: dayOf(now, shop), locale: one.locale, currency: shop.currency },
    ...{ issuer, recipient: { name, street, postcode, city, country, taxNumber, vatId }, tax },
    ...{
      orders: new Set(rows.map(({ order_id }) => order_id)).size,
      from: days[0] ?? dayOf(now, shop),
      until: days.at(-1) ?? dayOf(now, shop),
    },
    ...{ netMinor: dueMinor, taxMinor },
  };
  await sql`update payouts set note = ${stringifyJson(note)}::jsonb where shop_id = ${shopId} and payout_id = ${payoutId}`.execute(
    tx,
  );
  return dueMinor + taxMinor;
}

function dayOf(at: Date, { timeZone }: Shop): string {
  return clockText(at, timeZone).slice(0, 10);
}

/** The money came back, or was never sent: what the payout paid is due again. Its number stays taken. @returns false where it was cancelled before */
export async function cancelPayout(tx: Db, shopId: number, payoutId: bigint, actor: string, now: Date): Promise<boolean> {
  const { rows } = await sql`
    update payouts set cancelled_at = ${now}, cancelled_by = ${actor} where shop_id = ${shopId} and payout_id = ${payoutId} and cancelled_at is null returning 1
  `.execute(tx);
  if (rows.length === 0) return false;
  await sql`update commission_entries set payout_id = null where shop_id = ${shopId} and payout_id = ${payoutId}`.execute(tx);
  return true;
}
