import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { stringifyJson } from "../../lib/json.ts";
import { clockText } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import { isDue, NO_ORDER, readBalances } from "../ledger/balance.server.ts";
import { settleAll } from "../ledger/settle.server.ts";
import { noteEmail } from "../emails/note-email.server.ts";
import { openPayee, sealPayee } from "../people/payee.server.ts";
import { fitsTax, isInKind, type Payee } from "../people/payee.ts";
import { readAffiliateProgram, takeNumbers } from "../setup/settings.server.ts";
import { lacksIssuer, type AffiliateSettings } from "../setup/settings.ts";
import {
  accountOf,
  parseAccount,
  payInKind,
  readTerms,
  whyNot,
  type Account,
  type Obstacle,
  type Terms,
} from "./in-kind.server.ts";
import { suits, type RunMethod } from "./method.ts";
import { noteSchema, taxOn, type Note } from "./note.ts";

/** Why somebody with something due is not paid. */
export type Unpayable = "minimum" | "payee" | "tax" | "erased" | Obstacle;
export type Payable = {
  affiliateId: bigint;
  name: string | null;
  locale: "en" | "de";
  dueMinor: bigint;
  taxMinor: bigint;
  payee: Payee | null;
  /** Who would get store credit or points. */
  account: Account | null;
  not: Unpayable | null;
};

/** Everybody to whom something is due, or who owes it: most first. */
export async function listPayable(db: Db, shop: Shop, settings: AffiliateSettings, now: Date): Promise<Payable[]> {
  const { minimumMinor, issuer } = settings;
  const terms = await readTerms(db, shop, settings, now);
  const balances = await readBalances(db, shop.shopId, null, now);
  const { rows } = await sql<{
    affiliateId: bigint;
    name: string | null;
    email: string | null;
    locale: "en" | "de";
    payee: string | null;
    account: unknown;
  }>`
    select f.affiliate_id as "affiliateId", f.name, f.email, f.locale, f.payee, case when f.payee is null then null else ${accountOf} end as account
    from affiliates f where f.shop_id = ${shop.shopId} and f.approved_at is not null
  `.execute(db);
  return rows
    .map(({ affiliateId, name, email, locale, payee: sealed, account: found }): Payable => {
      const dueMinor = balances.get(affiliateId)?.due ?? 0n;
      const payee = openPayee(sealed, shop.shopId, affiliateId);
      const account = parseAccount(found);
      const taxMinor = payee === null ? 0n : taxOn(dueMinor, payee.tax);
      const low = dueMinor <= 0n || dueMinor < BigInt(minimumMinor);
      const obstacle = ({ method }: Payee) =>
        isInKind(method) ? whyNot(shop, terms, { method, account, grossMinor: dueMinor + taxMinor }, now) : null;
      const ofPayee = (one: Payee) => (low ? "minimum" : isTaxRight(one, issuer) ? obstacle(one) : "tax");
      const not = email === null ? "erased" : payee === null ? "payee" : ofPayee(payee);
      return { affiliateId, name, locale, dueMinor, taxMinor, payee, account, not };
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
export type Made =
  | { ok: true; runId: bigint; payouts: number; totalMinor: bigint; /** Whose points have changed. */ customerIds: bigint[] }
  | { ok: false; why: NoRun };

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
  const terms = await readTerms(tx, shop, settings, now);
  let totalMinor = 0n;
  for (const [at, one] of payable.entries()) {
    await payOne(tx, shop, { runId, number: first + at, settings, terms, ...one }, now);
    totalMinor += one.dueMinor + one.taxMinor;
  }
  const customerIds = payable.flatMap(({ account }) => (method === "points" ? (account?.customerId ?? []) : []));
  return { ok: true, runId, payouts: payable.length, totalMinor, customerIds };
}

type One = Payable & { payee: Payee; runId: bigint; number: number; settings: AffiliateSettings; terms: Terms };

async function payOne(tx: Db, shop: Shop, one: One, now: Date): Promise<void> {
  const { shopId } = shop;
  const { affiliateId, dueMinor, taxMinor, payee, settings } = one;
  const number = `${settings.notePrefix}${one.number}`;
  const { rows: made } = await sql<{ payout_id: bigint }>`
    insert into payouts (shop_id, run_id, affiliate_id, net_minor, tax_minor, note_number, note, payee)
    values (${shopId}, ${one.runId}, ${affiliateId}, ${dueMinor}, ${taxMinor}, ${one.number}, '{}', ${sealPayee(payee, shopId, affiliateId)}) returning payout_id
  `.execute(tx);
  const payoutId = made[0]?.payout_id ?? 0n;
  const { rows } = await sql<{ order_id: bigint; amount_minor: bigint; level: number; placed_at: Date | null }>`
    update commission_entries e set payout_id = ${payoutId} from (
      select order_id, due_at, placed_at from affiliate_orders where shop_id = ${shopId} and placed_at is not null
        and order_id in (select order_id from commission_entries where shop_id = ${shopId} and affiliate_id = ${affiliateId} and payout_id is null)
      union all select ${NO_ORDER}::bigint, null, null
    ) a
    where e.shop_id = ${shopId} and e.affiliate_id = ${affiliateId} and a.order_id = e.order_id and ${isDue(now)}
    returning e.order_id, e.amount_minor, e.level, a.placed_at
  `.execute(tx);
  const sumOf = (entries: typeof rows) => entries.reduce((sum, { amount_minor }) => sum + amount_minor, 0n);
  if (sumOf(rows) !== dueMinor) throw new Error("What is paid is not what is due");
  const given = await giveInKind(tx, shop, { ...one, payoutId, number }, now);
  const days = rows.flatMap(({ placed_at }) => (placed_at === null ? [] : dayOf(placed_at, shop))).sort();
  const ofOrders = rows.filter(({ order_id }) => order_id !== NO_ORDER);
  const issuer = noteSchema.shape.issuer.parse(settings.issuer);
  const { name, street, postcode, city, country, taxNumber, vatId, tax } = payee;
  const note: Note = {
    ...{ number, writtenOn: dayOf(now, shop), locale: one.locale, currency: shop.currency },
    ...{ issuer, recipient: { name, street, postcode, city, country, taxNumber, vatId }, tax },
    ...{
      orders: new Set(ofOrders.map(({ order_id }) => order_id)).size,
      from: days[0] ?? dayOf(now, shop),
      until: days.at(-1) ?? dayOf(now, shop),
    },
    ...{ netMinor: dueMinor, taxMinor, recruitedMinor: sumOf(rows.filter(({ level }) => level === 2)) },
    broughtMinor: dueMinor - sumOf(ofOrders),
    ...{ paidIn: isInKind(payee.method) ? payee.method : null, points: given.points },
  };
  await sql`
    update payouts set note = ${stringifyJson(note)}::jsonb, redemption_id = ${given.redemptionId}, points = ${given.points}
    where shop_id = ${shopId} and payout_id = ${payoutId}
  `.execute(tx);
  await noteEmail(tx, shopId, affiliateId, { kind: "paid", key: `paid:${payoutId}`, payoutId }, now);
}

type Due = Pick<One, "affiliateId" | "payee" | "account" | "dueMinor" | "taxMinor" | "terms"> & {
  payoutId: bigint;
  number: string;
};

/** What leaves the shop in no file is given here, in the transaction that books it. */
async function giveInKind(
  tx: Db,
  shop: Shop,
  due: Due,
  now: Date,
): Promise<{ redemptionId: bigint | null; points: bigint | null }> {
  const { payee, account, dueMinor, taxMinor, terms } = due;
  const { method } = payee;
  if (!isInKind(method)) return { redemptionId: null, points: null };
  if (account === null) throw new Error("Nobody is paid in kind without an account");
  const given = await payInKind(tx, shop, method, { ...due, ...account, grossMinor: dueMinor + taxMinor }, terms, now);
  if (given.redemptionId === null && given.points === null) throw new Error("Nothing was given for what is booked as paid");
  return given;
}

function dayOf(at: Date, { timeZone }: Shop): string {
  return clockText(at, timeZone).slice(0, 10);
}
