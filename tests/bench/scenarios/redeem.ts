import { randomUUID } from "node:crypto";

import { sql } from "kysely";

import { db as pooled, type Db } from "../../../app/db.server.ts";
import * as pipeline from "../../support/pipeline.ts";
import { adjust } from "../../../app/points/ledger.server.ts";
import { verify } from "../../../app/points/verification/verify.server.ts";
import type { Means } from "../../../app/rewards/redemptions/means.server.ts";
import { redeem } from "../../../app/rewards/redemptions/redemptions.server.ts";
import { rewardTermsSchema } from "../../../app/rewards/reward.ts";
import { createReward } from "../../../app/rewards/rewards.server.ts";
import * as documents from "../../../app/rewards/shopify/reward.graphql.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { perSecond, percentile, timed, type Figure, type Measured } from "../figures.ts";
import { NOW, openShop, type Stage } from "../stage.ts";

const AT_ONCE = 16;
const PRICE = 100n;
const CUSTOMER = 1n;
/** A shop that does not exist, for the rows that are written by hand. */
const NOBODY = 1_000_001;

/** How many redemptions a second one customer's account takes, many clicks at once, with a Shopify that answers immediately. */
export async function redeemPoints({ db }: Stage, { redemptions }: { redemptions: number }): Promise<Figure> {
  const shop = await openShop(db);
  const terms = rewardTermsSchema.parse({ kind: "amount", title: { en: "1 off" }, points: Number(PRICE), valueMinor: 100 });
  const rewardId = await createReward(shop.shopId, terms, NOW);
  const points = PRICE * BigInt(redemptions);
  await sql`insert into customers (shop_id, customer_id, created_at) values (${shop.shopId}, ${CUSTOMER}, ${NOW})`.execute(db);
  const given = { customerId: CUSTOMER, points, reason: "bench", actor: "system", key: "bench" };
  await pipeline.inShop(shop.shopId, (tx) => adjust(tx, shop, given, NOW));
  const means = standIn();
  const click = async () => {
    const request = { customerId: CUSTOMER, rewardId, points: null, intent: randomUUID(), actor: "shopper" };
    const outcome = await redeem(means, shop, request);
    if (!outcome.ok || outcome.redemption.state !== "issued") throw new Error(`Not redeemed: ${JSON.stringify(outcome, text)}`);
  };
  const { measured, cpuMs } = await measure(
    "redeem: points, code, both sides of Shopify, timeline, email, segments, flows",
    redemptions,
    click,
  );
  const more = { customerId: CUSTOMER, rewardId, points: null, intent: "more", actor: "shopper" };
  const refused = await redeem(means, shop, more);
  if (refused.ok) throw new Error("More was redeemed than there was");
  if ((await verify(db, shop)).discrepancies.length > 0) throw new Error("The ledger is wrong");
  const { measured: byHand } = await measureByHand(db, redemptions);
  return {
    scenario: "Redemptions on one hot account",
    unit: "redemptions",
    app: measured,
    baselines: [byHand],
    notes: [
      `${redemptions} redemptions, ${AT_ONCE} clicks at once; the one after them is refused, and the ledger is proved`,
      `${(cpuMs / redemptions).toFixed(1)} ms of this process's processor each`,
    ],
  };
}

const text = (_key: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);

async function measure(what: string, count: number, click: () => Promise<void>): Promise<{ measured: Measured; cpuMs: number }> {
  const waits: number[] = [];
  let left = count;
  const { ms, cpuMs } = await timed(() =>
    Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        while (left > 0) {
          left -= 1;
          waits.push((await timed(click)).ms);
        }
      }),
    ),
  );
  waits.sort((a, b) => a - b);
  return {
    measured: { what, perSecond: perSecond(count, ms), p50: percentile(waits, 0.5), p99: percentile(waits, 0.99) },
    cpuMs,
  };
}

function standIn(): Means {
  const discount = { id: "gid://shopify/DiscountCodeNode/1", codeDiscount: { status: "ACTIVE", codes: { nodes: [] } } };
  const answers = new Map<string, (code: string) => unknown>([
    [documents.CREATE_BASIC, () => ({ created: { codeDiscountNode: discount, userErrors: [] } })],
    [documents.UPDATE_BASIC, () => ({ updated: { codeDiscountNode: discount, userErrors: [] } })],
    [documents.ADD_CODES, (code) => ({ discountRedeemCodeBulkAdd: { bulkCreation: { id: code, done: false }, userErrors: [] } })],
    [
      documents.CODE_CREATION,
      (code) => ({
        discountRedeemCodeBulkCreation: {
          done: true,
          codes: { nodes: [{ code, discountRedeemCode: { id: `gid://shopify/DiscountRedeemCode/${code}` }, errors: [] }] },
        },
      }),
    ],
  ]);
  return {
    db: pooled,
    admin: async <Data>(_shop: Shop, document: string, variables: Record<string, unknown> = {}) => {
      const { codes, id } = variables as { codes?: { code: string }[]; id?: string };
      return answers.get(document)?.(codes?.[0]?.code ?? id ?? "") as Data;
    },
    inShop: (shop, work) =>
      pipeline.inShop(shop.shopId, async (tx) => {
        const { result, customerIds } = await work(tx, NOW);
        await pipeline.followMoved(tx, shop, { spent: customerIds }, NOW);
        return result;
      }),
    sideBySide: (shop, work) => pipeline.sideBySide(shop.shopId, work),
    catchUp: (tx, shop, customerId) => pipeline.passTimeFor(tx, shop, [customerId], NOW),
    fetchOrders: () => Promise.reject(new Error("No order is looked for")),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    patiently: (step) => step,
  };
}

/**
 * The same rows as one would write them by hand who trusts the stored balance and has no rules: the account's lock, the balance, redemption, entry and event
 * in one transaction; issued, event and email in another.
 */
async function measureByHand(db: Db, count: number): Promise<{ measured: Measured }> {
  await sql`
    insert into ledger_accounts (shop_id, customer_id, available, as_of) values (${NOBODY}, ${CUSTOMER}, ${PRICE * BigInt(count)}, ${NOW})
  `.execute(db);
  const event = (kind: string, id: bigint) => sql`
    insert into timeline_events (shop_id, customer_id, kind, key, occurred_at, recorded_at)
    values (${NOBODY}, ${CUSTOMER}, ${kind}, ${`${kind}:${id}`}, ${NOW}, ${NOW})`;
  return measure("the same rows by hand, trusting the stored balance, no rules", count, async () => {
    const code = randomUUID();
    const id = await db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ available: bigint; last_seq: number }>`
        select available, last_seq from ledger_accounts where shop_id = ${NOBODY} and customer_id = ${CUSTOMER} for update
      `.execute(tx);
      const account = rows[0];
      if (account === undefined || account.available < PRICE) throw new Error("Not enough points");
      const written = await sql<{ redemption_id: bigint }>`
        insert into redemptions (shop_id, customer_id, reward_id, intent, points, terms, terms_hash, code, state, reserved_at)
        values (${NOBODY}, ${CUSTOMER}, 1, ${code}, ${PRICE}, '{}', '', ${code}, 'reserved', ${NOW}) returning redemption_id
      `.execute(tx);
      const redemptionId = written.rows[0]?.redemption_id ?? 0n;
      await sql`
        insert into ledger_entries (shop_id, customer_id, seq, key, kind, points, available_at, earned_at, recorded_at, redemption_id, actor)
        values (${NOBODY}, ${CUSTOMER}, ${account.last_seq + 1}, ${code}, 'redemption', ${-PRICE}, ${NOW}, ${NOW}, ${NOW}, ${redemptionId}, 'shopper')
      `.execute(tx);
      await sql`
        update ledger_accounts set available = available - ${PRICE}, last_seq = last_seq + 1 where shop_id = ${NOBODY} and customer_id = ${CUSTOMER}
      `.execute(tx);
      await event("reward.redeemed", redemptionId).execute(tx);
      return redemptionId;
    });
    await db.transaction().execute(async (tx) => {
      await sql`update redemptions set state = 'issued', issued_at = ${NOW} where shop_id = ${NOBODY} and redemption_id = ${id}`.execute(
        tx,
      );
      await event("reward.issued", id).execute(tx);
      await sql`
        insert into messages (shop_id, customer_id, template, purpose, key, locale, due_at, created_at)
        values (${NOBODY}, ${CUSTOMER}, 'reward-issued', 'transactional', ${code}, 'en', ${NOW}, ${NOW})
      `.execute(tx);
    });
  });
}
