import { sql } from "kysely";

import type { CustomerSnapshot } from "../../app/facts/customer.ts";
import type { Fact } from "../../app/facts/fact.ts";
import type { OrderSnapshot } from "../../app/facts/order-snapshot.ts";
import { db, type Db } from "../../app/db.server.ts";
import { plusMs } from "../../app/lib/time.ts";
import { customerSnapshot } from "../support/customers.ts";
import * as pipeline from "../support/pipeline.ts";
import { bonusSchema } from "../../app/program/rules/bonus-rules.ts";
import { DEFAULT_RULES, type Program, type ProgramRules } from "../../app/program/rules/rules.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { line, order } from "../support/orders.ts";

export const NOW = new Date("2026-03-02T12:00:00Z");
const DAY = 86_400_000;
export const later = (days: number) => plusMs(NOW, days * DAY);

/** Rules with these bonuses, 10 points each unless said otherwise; no points for orders themselves, so that sums tell bonuses. */
export function rulesWith(bonuses: readonly object[], more: Partial<ProgramRules> = {}): ProgramRules {
  return {
    ...DEFAULT_RULES,
    earn: { points: "0", units: "1" },
    ...more,
    bonuses: bonuses.map((bonus) => bonusSchema.parse({ points: 10, ...bonus })),
  };
}

export function bonusShop(
  db: Db,
  bonuses: readonly object[],
  more: Partial<ProgramRules> = {},
  later: Program[] = [],
): Promise<Shop> {
  return createEarningShop(db, {
    programs: [{ version: 1, effectiveFrom: new Date(0), rules: rulesWith(bonuses, more) }, ...later],
  });
}

export function apply(shop: Shop, facts: Fact[], now = NOW) {
  return pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, facts, now));
}

/** A worker looks at these customers. */
export async function look(shop: Shop, customerIds: readonly bigint[], now: Date): Promise<void> {
  await pipeline.inShop(shop.shopId, async (tx) => {
    await pipeline.passTimeFor(tx, shop, customerIds, now);
    await pipeline.follow(tx, shop, customerIds, now);
  });
}

/** Follows what is due until nothing is, at exactly the instants at which it is due. */
export async function beOnTime(shop: Shop, customerIds: readonly bigint[], until: Date): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ at: Date | null }>`
      select min(least(next_tier_at, next_occasion_at)) as at from members where shop_id = ${shop.shopId}
    `.execute(db());
    const at = rows[0]?.at ?? null;
    if (at === null || at > until) return;
    await look(shop, customerIds, at);
  }
}

export function customer(customerId: bigint, change: Partial<CustomerSnapshot> = {}): Fact {
  const known = { locale: "de", countryCode: "DE", accountState: "disabled", ...change };
  return { kind: "customer", customer: customerSnapshot(customerId, NOW, known) };
}

/** A paid order of customer 77, numbered by its id. */
export function placed(orderId: bigint, change: Partial<OrderSnapshot> = {}): Extract<Fact, { kind: "order" }> {
  const at = change.createdAt ?? NOW;
  const lines = change.lines ?? [line(1n, 5_000n, { productId: 900n })];
  return {
    kind: "order",
    announced: true,
    order: order(lines, { orderId, name: `#${orderId}`, createdAt: at, processedAt: at, updatedAt: at, ...change }),
  };
}

/** `rule points` of each bonus entry, in the order of posting. */
export async function given(db: Db, shop: Shop, customerId = 77n): Promise<string[]> {
  const { rows } = await sql<{ rule: string; points: bigint }>`
    select rule, points from ledger_entries where shop_id = ${shop.shopId} and customer_id = ${customerId} and kind = 'bonus' order by seq
  `.execute(db);
  return rows.map(({ rule, points }) => `${rule} ${points}`);
}
