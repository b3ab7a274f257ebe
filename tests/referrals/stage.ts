import { sql } from "kysely";

import { saveReferralProgram } from "../../app/referrals/program.server.ts";
import { claim, type Claim } from "../../app/referrals/links/claims.server.ts";
import { findLink, ownCode } from "../../app/referrals/links/links.server.ts";
import { settleDue } from "../../app/referrals/life/settle.server.ts";
import { usualTerms, type Terms } from "../../app/referrals/terms.ts";
import type { CustomerSnapshot } from "../../app/facts/customer.ts";
import type { Fact } from "../../app/facts/fact.ts";
import { DEFAULT_RULES } from "../../app/program/rules/rules.ts";
import type { OrderSnapshot } from "../../app/facts/order-snapshot.ts";
import type { Db } from "../../app/db.server.ts";
import { DAY_MS, HOUR_MS, plusMs } from "../../app/lib/time.ts";
import { findShop } from "../../app/shops/shops.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { customerSnapshot } from "../support/customers.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { line, order } from "../support/orders.ts";
import * as pipeline from "../support/pipeline.ts";

export const NOW = new Date("2026-03-02T12:00:00Z");
export const later = (days: number) => plusMs(NOW, days * DAY_MS);
export const ADVOCATE = 1n;
export const FRIEND = 2n;

/** 100 points for a referral, after 14 days; orders bring no points themselves, so that sums tell referrals. */
export const TERMS: Terms = { ...usualTerms, advocate: { kind: "points", points: 100 }, waitDays: 14, limit: null };

/** A shop with referrals, an advocate with a link, and nobody else. */
export async function referralShop(db: Db, terms: Partial<Terms> = {}): Promise<{ shop: Shop; code: string }> {
  const rules = { ...DEFAULT_RULES, earn: { points: "0", units: "1" }, bonuses: [], tiers: null };
  const made = await createEarningShop(db, { programs: [{ version: 1, effectiveFrom: new Date(0), rules }] });
  await saveReferralProgram(db, made, { enabled: true, terms: { ...TERMS, ...terms } }, "merchant:1", later(-30));
  const shop = await fresh(db, made);
  await apply(shop, [
    person(ADVOCATE, { firstName: "Anna", lastName: "Berger", email: "anna.berger@web.de", createdAt: later(-400) }),
  ]);
  const code = await pipeline.inShop(shop.shopId, (tx) => ownCode(tx, shop, ADVOCATE, NOW));
  return { shop, code: code ?? "" };
}

/** As it is stored by now. */
export async function fresh(db: Db, { shopId }: Pick<Shop, "shopId">): Promise<Shop> {
  const shop = await findShop(db, shopId);
  if (shop === null) throw new Error("no shop");
  return shop;
}

export function apply(shop: Shop, facts: readonly Fact[], at = NOW) {
  return pipeline.inShop(shop.shopId, async (tx) => {
    await pipeline.apply(tx, shop, facts, at);
  });
}

export function person(customerId: bigint, change: Partial<CustomerSnapshot> = {}): Fact {
  const known = {
    email: `c${customerId}@example.com`,
    firstName: `First${customerId}`,
    lastName: `Last${customerId}`,
    createdAt: NOW,
  };
  return { kind: "customer", customer: customerSnapshot(customerId, NOW, { ...known, ...change }) };
}

/** A paid order of 50.00, an hour after `NOW`, of the friend. */
export function bought(orderId: bigint, change: Partial<OrderSnapshot> = {}): Extract<Fact, { kind: "order" }> {
  const at = change.createdAt ?? plusMs(NOW, HOUR_MS);
  return {
    kind: "order",
    announced: true,
    order: order([line(1n, 5_000n)], {
      ...{
        orderId,
        name: `#${orderId}`,
        customerId: FRIEND,
        email: "c2@example.com",
        createdAt: at,
        processedAt: at,
        updatedAt: at,
      },
      ...change,
    }),
  };
}

/** A friend's code, by the advocate's link. */
export async function friendCode(db: Db, shop: Shop, code: string, email = "c2@example.com", at = NOW): Promise<Claim> {
  const link = await findLink(db, shop.shopId, code, at);
  if (link === null) throw new Error("no link");
  const given = await pipeline.sideBySide(shop.shopId, (tx) => claim(tx, shop, link, email, at));
  if (given === null) throw new Error("no code");
  return given;
}

/** What the loop does, until nothing is due any more. */
export async function look(db: Db, shop: Shop, at: Date): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ advocate_id: bigint }>`
      select distinct advocate_id from referrals where shop_id = ${shop.shopId} and look_at <= ${at}
    `.execute(db);
    if (rows.length === 0) return;
    await pipeline.inShop(shop.shopId, async (tx) => {
      const changed = await settleDue(
        tx,
        shop,
        rows.map(({ advocate_id }) => advocate_id),
        at,
      );
      await pipeline.followMoved(tx, shop, { referrals: changed }, at);
    });
  }
}

export type Seen = { state: string; reason: string | null; flags: string[]; points: string };

export async function seen(db: Db, shop: Shop): Promise<Seen[]> {
  const { rows } = await sql<Seen>`
    select state, reason, flags, points::text from referrals where shop_id = ${shop.shopId} order by referral_id
  `.execute(db);
  return rows;
}

/** What the ledger holds of referrals, by entry. */
export async function entries(db: Db, shop: Shop): Promise<{ customer: string; points: string }[]> {
  const { rows } = await sql<{ customer: string; points: string }>`
    select customer_id::text as customer, points::text from ledger_entries
    where shop_id = ${shop.shopId} and rule = 'referral' and kind = 'bonus' order by recorded_at, customer_id, seq
  `.execute(db);
  return rows;
}

export async function balance(db: Db, shop: Shop, customerId = ADVOCATE): Promise<number> {
  const { rows } = await sql<{ sum: number }>`
    select coalesce(sum(points), 0)::int as sum from ledger_entries where shop_id = ${shop.shopId} and customer_id = ${customerId}
  `.execute(db);
  return rows[0]?.sum ?? 0;
}
