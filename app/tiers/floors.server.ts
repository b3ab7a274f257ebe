import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { ids, recordset } from "../lib/rows.server.ts";
import type { TierRules } from "../program/rules/tier-rules.ts";
import type { Floor } from "./qualification/tier-state.ts";

type Granted = { customerId: bigint; floor: Floor | null };

/**
 * Whose tier goes with a grant that is taken away, or replaced by a lower one before its day: who holds the tier of that grant. A higher one that runs out
 * keeps its grace. @param levels from the lowest
 */
export async function listRevoked(
  db: Db,
  shopId: number,
  floors: readonly Granted[],
  levels: readonly string[],
  now: Date,
): Promise<Set<bigint>> {
  const { rows } = await sql<{ customer_id: bigint; floor_tier: string; floor_until: Date | null }>`
    select customer_id, floor_tier, floor_until from members
    where shop_id = ${shopId} and customer_id = any(${ids(floors.map(({ customerId }) => customerId))}) and floor_tier = tier
  `.execute(db);
  const after = new Map(floors.map(({ customerId, floor }) => [customerId, floor]));
  const revoked = rows.filter(({ customer_id, floor_tier, floor_until }) => {
    const floor = after.get(customer_id) ?? null;
    if (floor === null) return true;
    const runs = floor_until === null || floor_until > now;
    return runs && levels.indexOf(floor.tier) < levels.indexOf(floor_tier);
  });
  return new Set(revoked.map(({ customer_id }) => customer_id));
}

/** Sets or, with null, takes away the tiers that customers keep whatever is earned. From now on: what lies before is followed already. */
export async function writeFloors(db: Db, shopId: number, floors: readonly Granted[], now: Date): Promise<void> {
  const rows = floors.map(({ customerId, floor }) => ({
    ...{ customer_id: customerId, floor_tier: floor?.tier ?? null, floor_until: floor?.until ?? null },
  }));
  await sql`
    insert into members (shop_id, customer_id, floor_tier, floor_until, as_of)
    select ${shopId}, customer_id, floor_tier, floor_until, ${now}
    from ${recordset(rows)} as t(customer_id bigint, floor_tier text, floor_until timestamptz) order by customer_id
    on conflict (shop_id, customer_id) do update set floor_tier = excluded.floor_tier, floor_until = excluded.floor_until,
      as_of = coalesce(members.as_of, excluded.as_of)
  `.execute(db);
}

type Row = {
  customer_id: bigint;
  tier: string | null;
  grace_until: Date | null;
  floor_tier: string | null;
  floor_until: Date | null;
  tier_tag_synced: string | null;
  tier_tags_ever: string | null;
};

/**
 * Hands the kept customer what the one who is gone had: the higher of both tiers (with its grace, if it is not earned together), the higher floor, and
 * the tags that are ours, which Shopify moves to the kept customer. @returns the tier before, when it rose
 */
export async function takeOver(
  db: Db,
  shopId: number,
  goneId: bigint,
  keptId: bigint,
  rules: TierRules | null,
  now: Date,
): Promise<{ before: string | null; tier: string } | null> {
  const { rows } = await sql<Row>`
    select customer_id, tier, grace_until, floor_tier, floor_until, tier_tag_synced, tier_tags_ever from members
    where shop_id = ${shopId} and customer_id = any(${ids([goneId, keptId])}) order by customer_id for update
  `.execute(db);
  const gone = rows.find(({ customer_id }) => customer_id === goneId);
  const kept = rows.find(({ customer_id }) => customer_id === keptId);
  if (gone === undefined) return null;
  const rank = (tier: string | null | undefined) => rules?.levels.findIndex(({ key }) => key === tier) ?? -1;
  const rises = gone.tier !== null && rank(gone.tier) > rank(kept?.tier);
  const floor = higherFloor(gone, kept, rank);
  const together = (field: "tier_tag_synced" | "tier_tags_ever") =>
    [...new Set([...tagsIn(kept?.[field]), ...tagsIn(gone[field])])].join(",");
  const tags = together("tier_tag_synced");
  await sql`
    insert into members (shop_id, customer_id, tier, tier_since, grace_until, floor_tier, floor_until, as_of, tier_tag_synced,
      tier_tags_ever, tier_tag_due_at)
    values (${shopId}, ${keptId}, ${rises ? gone.tier : null}, ${rises ? now : null}, ${rises ? gone.grace_until : null},
      ${floor?.floor_tier ?? null}, ${floor?.floor_until ?? null}, ${now}, ${tags},
      ${together("tier_tags_ever")}, ${tags === "" ? null : now})
    on conflict (shop_id, customer_id) do update set
      tier = coalesce(excluded.tier, members.tier), tier_since = coalesce(excluded.tier_since, members.tier_since),
      grace_until = case when ${rises} then excluded.grace_until else members.grace_until end,
      floor_tier = excluded.floor_tier, floor_until = excluded.floor_until, as_of = excluded.as_of, tier_tag_synced = excluded.tier_tag_synced,
      tier_tags_ever = excluded.tier_tags_ever,
      tier_tag_due_at = coalesce(excluded.tier_tag_due_at, members.tier_tag_due_at)
  `.execute(db);
  await sql`
    update members set floor_tier = null, floor_until = null, tier_tag = '', tier_tag_synced = null, tier_tags_ever = null, tier_tag_due_at = null, next_tier_at = null
    where shop_id = ${shopId} and customer_id = ${goneId}
  `.execute(db);
  return rises && gone.tier !== null ? { before: kept?.tier ?? null, tier: gone.tier } : null;
}

/** Tags are kept as Shopify lists them: separated by commas, which no tag contains. */
export function tagsIn(list: string | null | undefined): string[] {
  return (list ?? "").split(",").filter((tag) => tag !== "");
}

/** Of two floors the higher, of equal ones the longer. */
function higherFloor(gone: Row, kept: Row | undefined, rank: (tier: string | null) => number): Row | undefined {
  if (gone.floor_tier === null) return kept;
  if (kept === undefined || kept.floor_tier === null) return gone;
  const higher = rank(gone.floor_tier) - rank(kept.floor_tier);
  if (higher !== 0) return higher > 0 ? gone : kept;
  if (gone.floor_until === null || kept.floor_until === null) return gone.floor_until === null ? gone : kept;
  return gone.floor_until > kept.floor_until ? gone : kept;
}
