import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import type { ProductFacts } from "../points/orders/earning.ts";
import { readProducts } from "../points/orders/earnings.server.ts";
import type { ReadRow } from "../points/orders/settle.server.ts";
import type { Program } from "../program/rules/rules.ts";
import type { Shop } from "../shops/shop.ts";
import { readContributions, readMembers } from "../tiers/qualification/members.server.ts";
import type { Basis, TierFacts } from "../tiers/qualification/tier-state.ts";
import { asksForTier, type Replay } from "./replay.ts";

/** What the products are that multipliers of any of the replays could ask for. */
export async function readReplayProducts(
  db: Db,
  shopId: number,
  read: readonly ReadRow[],
  replays: readonly Replay[],
): Promise<Map<bigint, ProductFacts>> {
  const demanding = replays.find(({ rules }) => rules.multipliers.length > 0);
  if (demanding === undefined) return new Map();
  const program: Program = { version: 0, effectiveFrom: demanding.since, rules: demanding.rules };
  return readProducts(
    db,
    shopId,
    read.map(({ order, row }) => ({ order, customerId: row.customer_id ?? 0n, program, earning: null })),
  );
}

/** What counts for the customers' tiers besides the points of these very orders. */
export async function readReplayFacts(
  db: Db,
  shop: Shop,
  read: readonly ReadRow[],
  replays: readonly Replay[],
  now: Date,
): Promise<(customerId: bigint) => TierFacts> {
  if (!replays.some(({ rules }) => asksForTier(rules))) return () => NOBODY;
  const customerIds = [...new Set(read.flatMap(({ row }) => row.customer_id ?? []))];
  const programs = replays.flatMap((side) => [...side.earlier, side]);
  const bases = new Set<Basis>(programs.flatMap(({ rules }) => rules.tiers?.basis ?? []));
  const contributionsOf = await readContributions(db, shop.shopId, customerIds, bases);
  const members = new Map((await readMembers(db, shop.shopId, customerIds, now)).map((member) => [member.customerId, member]));
  const { rows } = await sql<{ customer_id: bigint; at: Date; amount: bigint }>`
    select customer_id, earned_at as at, sum(tier_points)::bigint as amount from ledger_entries
    where shop_id = ${shop.shopId} and kind = 'order' and tier_points <> 0
      and order_id = any(${ids(read.map(({ order }) => order.orderId))})
    group by 1, 2
  `.execute(db);
  const posted = Map.groupBy(rows, ({ customer_id }) => customer_id);
  return (customerId) => {
    const contributions = contributionsOf(customerId);
    const replayed = (posted.get(customerId) ?? []).map(({ at, amount }) => ({ at, amount: -amount }));
    const member = members.get(customerId);
    return {
      contributions: { ...contributions, points: [...contributions.points, ...replayed] },
      ...{ memberSince: member?.memberSince ?? null, floor: member?.floor ?? null },
    };
  };
}

const NOBODY: TierFacts = { contributions: { points: [], spend: [], orders: [] }, memberSince: null, floor: null };
