import { sql, type RawBuilder } from "kysely";

import { parseExclusions, type Exclusion } from "../../customers/exclusions/exclusion.ts";
import { exclusionsOf } from "../../customers/exclusions/exclusions.server.ts";
import { countedOrder } from "../../customers/orders/counted-orders.server.ts";
import type { Db } from "../../db.server.ts";
import { stringifyJson } from "../../lib/json.ts";
import { ids, recordset } from "../../lib/rows.server.ts";
import { admittedOrder } from "../../program/companies.server.ts";
import type { Basis, Floor, Holding, TierFacts } from "./tier-state.ts";
import type { Contribution } from "./tier-metric.ts";

/** What is stored of a customer's tier, and whether they can have one at all. */
export type Member = {
  customerId: bigint;
  /** Deleted, erased and merged customers have no tier. */
  living: boolean;
  mergedInto: bigint | null;
  tags: string[];
  exclusions: Exclusion[];
  hasRow: boolean;
  holding: Holding;
  progress: bigint;
  floor: Floor | null;
  /** First order or entry; null for whoever takes no part. */
  memberSince: Date | null;
  tag: string;
};

type Row = {
  customer_id: bigint;
  living: boolean;
  merged_into: bigint | null;
  tags: string[];
  exclusions: unknown;
  has_row: boolean;
  tier: string | null;
  tier_since: Date | null;
  tier_progress: bigint | null;
  grace_until: Date | null;
  floor_tier: string | null;
  floor_until: Date | null;
  as_of: Date | null;
  tier_tag: string | null;
  member_since: Date | null;
};

/** Those of the customers whom the shop knows. */
export async function readMembers(db: Db, shopId: number, customerIds: readonly bigint[], now: Date): Promise<Member[]> {
  const { rows } = await sql<Row>`
    select c.customer_id, c.merged_into, coalesce(c.tags, '{}') as tags,
      ${exclusionsOf(sql`c.shop_id`, sql`c.customer_id`)} as exclusions, (c.deleted_at is null and c.redacted_at is null and c.merged_into is null) as living,
      m.customer_id is not null as has_row, m.tier, m.tier_since, m.tier_progress, m.grace_until, m.floor_tier, m.floor_until, m.as_of, m.tier_tag,
      coalesce(
        least(
          (select min(o.processed_at) from orders o where o.shop_id = c.shop_id and o.customer_id = c.customer_id and not o.test),
          (select min(e.earned_at) from ledger_entries e where e.shop_id = c.shop_id and e.customer_id = c.customer_id),
          -- Whoever holds a tier took part when they were last looked at, be it by an account without entries.
          case when m.tier is not null then m.as_of end
        ),
        (select ${now}::timestamptz from ledger_accounts a where a.shop_id = c.shop_id and a.customer_id = c.customer_id)
      ) as member_since
    from customers c left join members m on m.shop_id = c.shop_id and m.customer_id = c.customer_id
    where c.shop_id = ${shopId} and c.customer_id = any(${ids(customerIds)}) order by c.customer_id
  `.execute(db);
  return rows.map((row) => ({
    ...{ customerId: row.customer_id, living: row.living, mergedInto: row.merged_into, tags: row.tags, hasRow: row.has_row },
    exclusions: parseExclusions(row.exclusions),
    holding: { tier: row.tier, since: row.tier_since, graceUntil: row.grace_until, asOf: row.as_of },
    progress: row.tier_progress ?? 0n,
    floor: row.floor_tier === null ? null : { tier: row.floor_tier, until: row.floor_until },
    ...{ memberSince: row.member_since, tag: row.tier_tag ?? "" },
  }));
}

type ContributionRow = { customer_id: bigint; at: Date; amount: bigint };

/** What counts for the customers' tiers, for each basis that is asked for. @param without orders that do not count yet */
export async function readContributions(
  db: Db,
  shopId: number,
  customerIds: readonly bigint[],
  bases: ReadonlySet<Basis>,
  without: readonly bigint[] = [],
): Promise<(customerId: bigint) => TierFacts["contributions"]> {
  const read = async (basis: Basis): Promise<Map<bigint, Contribution[]>> => {
    if (!bases.has(basis)) return new Map();
    const { rows } = await sql<ContributionRow>`${statement(basis, shopId, customerIds, without)}`.execute(db);
    return Map.groupBy(rows, ({ customer_id }) => customer_id);
  };
  const found = { points: await read("points"), spend: await read("spend"), orders: await read("orders") };
  return (customerId) => ({
    points: found.points.get(customerId) ?? [],
    spend: found.spend.get(customerId) ?? [],
    orders: found.orders.get(customerId) ?? [],
  });
}

function statement(
  basis: Basis,
  shopId: number,
  customerIds: readonly bigint[],
  without: readonly bigint[],
): RawBuilder<unknown> {
  const orders = (amount: RawBuilder<unknown>) => sql`
    select o.customer_id, o.processed_at as at, sum(${amount})::bigint as amount from orders o
    where o.shop_id = ${shopId} and o.customer_id = any(${ids(customerIds)}) and ${countedOrder} and ${admittedOrder}
      and o.order_id <> all(${ids(without)}) group by 1, 2
  `;
  switch (basis) {
    case "points":
      return sql`
        select customer_id, earned_at as at, sum(tier_points)::bigint as amount from ledger_entries
        where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) and tier_points <> 0 group by 1, 2
      `;
    case "spend":
      return orders(sql`o.net_minor`);
    case "orders":
      return orders(sql`1`);
  }
}

export type MemberWrite = {
  customerId: bigint;
  holding: Holding;
  progress: bigint;
  nextAt: Date | null;
  /** The customer tag that Shopify should hold; empty for none. */
  tag: string;
};

/** Writes what was followed; a tag that has changed is due to be told to Shopify. */
export async function writeMembers(db: Db, shopId: number, members: readonly MemberWrite[], now: Date): Promise<void> {
  if (members.length === 0) return;
  const rows = members.map(({ customerId, holding, progress, nextAt, tag }) => ({
    ...{ customer_id: customerId, tier: holding.tier, tier_since: holding.since, grace_until: holding.graceUntil },
    ...{ as_of: holding.asOf, tier_progress: progress, next_tier_at: nextAt, tier_tag: tag },
  }));
  await sql`
    insert into members (shop_id, customer_id, tier, tier_since, tier_progress, grace_until, as_of, next_tier_at, tier_tag, tier_tag_due_at)
    select ${shopId}, customer_id, tier, tier_since, tier_progress, grace_until, as_of, next_tier_at, tier_tag,
      case when tier_tag <> '' then ${now}::timestamptz end
    from ${recordset(rows)} as t(customer_id bigint, tier text, tier_since timestamptz, tier_progress bigint, grace_until timestamptz,
      as_of timestamptz, next_tier_at timestamptz, tier_tag text)
    order by customer_id
    on conflict (shop_id, customer_id) do update set
      tier = excluded.tier, tier_since = excluded.tier_since, tier_progress = excluded.tier_progress, grace_until = excluded.grace_until,
      as_of = excluded.as_of, next_tier_at = excluded.next_tier_at, tier_tag = excluded.tier_tag,
      tier_tag_due_at = case
        when coalesce(members.tier_tag, '') is distinct from excluded.tier_tag then ${now}::timestamptz else members.tier_tag_due_at end
  `.execute(db);
}

export type TierChange = {
  customerId: bigint;
  before: string | null;
  tier: string | null;
  at: Date;
  reason: string;
  key: string;
};

/** Appends to the tiers' history, which is never changed. */
export async function appendChanges(db: Db, shopId: number, changes: readonly TierChange[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ customerId, ...change }) => ({ customer_id: customerId, ...change }));
  await sql`
    insert into tier_changes (shop_id, customer_id, tier, before, at, reason, key)
    select ${shopId}, customer_id, tier, before, at, reason, key
    from jsonb_array_elements(${stringifyJson(rows)}::jsonb) with ordinality as e(item, place)
    cross join lateral jsonb_to_record(item) as t(customer_id bigint, tier text, before text, at timestamptz, reason text, key text)
    order by place
  `.execute(db);
}
