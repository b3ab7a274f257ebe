import { sql, type RawBuilder } from "kysely";

import type { Db, Tx } from "../../db.server.ts";
import { sending } from "../../db/together.ts";
import { ids, recordset } from "../../lib/rows.server.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import { inLockedShop } from "../../shops/lock.server.ts";
import type { Shop } from "../../shops/shop.ts";
import type { Definition } from "../definition/definition.ts";
import { horizonDays } from "../definition/horizon.ts";
import { lockPeople } from "../runs/read-facts.server.ts";
import { readDefinitions, type DefinitionOf } from "../runs/read-flows.server.ts";
import type { StoredRun } from "../runs/store.server.ts";
import { goalKinds, type Goal } from "./goal.ts";
import { instantsOf } from "./instants.server.ts";

/** For so long after its days a run is still looked at: orders that are heard of late, and refunds. One whose goal was reached is looked at for ever. */
const HEARD_LATE_MS = 30 * DAY_MS;
/** Runs that are looked at in one transaction. */
const BATCH = 500;

/** A run with the goal that it has, and until when that counts. */
type Sought = { run_id: bigint; kind: Goal["kind"]; until: Date; products: string[]; segment_id: string | null };

/**
 * Notes of runs that have begun when their goal was reached, or that it was not after all: a function of orders, timeline and version, whoever asks and however often. Runs
 * of who is held out have the same goal and the same days. The caller holds the customers' locks.
 * @param now runs whose days were over long before are left alone; null: none is
 */
export async function noteGoals(
  db: Db,
  shopId: number,
  runs: readonly Pick<StoredRun, "runId" | "flowId" | "version" | "enteredAt" | "goalAt">[],
  definitionOf: DefinitionOf,
  now: Date | null,
): Promise<void> {
  const sought = runs.flatMap(({ runId, flowId, version, enteredAt, goalAt }): Sought[] => {
    const definition = enteredAt === null ? null : definitionOf(flowId, version);
    if (enteredAt === null || definition === null) return [];
    const until = plusMs(enteredAt, horizonDays(definition) * DAY_MS);
    if (goalAt === null && now !== null && now > plusMs(until, HEARD_LATE_MS)) return [];
    return [{ run_id: runId, until, ...namedIn(definition.goal) }];
  });
  if (sought.length === 0) return;
  // Of most flows it is orders alone.
  const kinds = goalKinds.filter((kind) => sought.some((one) => one.kind === kind));
  await sql`
    update flow_runs r set goal_at = found.at
    from (
      select r.run_id, ${reachedAt(shopId, sql`g.kind`, sql`g.until`, sql`g.products`, sql`g.segment_id`, kinds)} as at
      from ${recordset(sought)} as g(run_id bigint, kind text, until timestamptz, products text[], segment_id text)
      join flow_runs r on r.shop_id = ${shopId} and r.run_id = g.run_id
    ) found
    where r.shop_id = ${shopId} and r.run_id = found.run_id and r.goal_at is distinct from found.at
  `.execute(sending(db));
}

function namedIn(goal: Goal): Pick<Sought, "kind" | "products" | "segment_id"> {
  return {
    kind: goal.kind,
    products: goal.kind === "products" ? goal.products.map(({ productId }) => productId) : [],
    segment_id: goal.kind === "segment-entered" ? String(goal.segmentId) : null,
  };
}

/** When the goal of a run `r` was reached first; null: it was not. Of its kinds that which it is alone is looked for. */
function reachedAt(
  shopId: number,
  kind: RawBuilder<unknown>,
  until: RawBuilder<unknown>,
  products: RawBuilder<unknown>,
  segmentId: RawBuilder<unknown>,
  kinds: readonly Goal["kind"][],
): RawBuilder<Date | null> {
  const redemptionId = sql`r.about ->> 'redemptionId'`;
  const ofRun = { shopId, customerId: sql`r.customer_id`, from: sql`r.entered_at`, until, segmentId, redemptionId };
  const each = kinds.map((one) => {
    const what = one === "same-product" ? productsOfRun(shopId) : products;
    return sql`when ${one} then (select min(done.at) from (${instantsOf(one, { ...ofRun, products: what })}) done)`;
  });
  return sql<Date | null>`case ${kind} ${sql.join(each, sql` `)} end`;
}

/**
 * The products that a run `r` is about, as digits: what was due when its occasion came about stands in the occasion's name, which nothing rewrites; else those of its order,
 * or of its cart or visit.
 */
function productsOfRun(shopId: number): RawBuilder<unknown> {
  return sql`(case
    when starts_with(r.occasion, 'due:')
      then (select array_agg(split_part(item, '.', 1)) from unnest(string_to_array(substr(r.occasion, 5), '+')) item)
    when r.about ->> 'orderId' is not null then (
      select array_agg(l ->> 'productId') from orders b cross join lateral jsonb_path_query(b.snapshot, '$.lines[*]') l
      where b.shop_id = ${shopId} and b.order_id = (r.about ->> 'orderId')::bigint and l ->> 'productId' is not null
    )
    else string_to_array(r.about ->> 'products', ',')
  end)`;
}

/**
 * Looks at all runs of a shop that have begun: whatever slipped through, or began before there were goals. Reads first, as figures do, and writes what has changed in parts.
 * Interrupted, it is simply called again.
 */
export async function repairGoals(db: Db, { shopId }: Pick<Shop, "shopId">): Promise<void> {
  const versions = await sql<{ flowId: number; version: number }>`
    select flow_id as "flowId", version from flow_versions where shop_id = ${shopId} order by 1, 2
  `.execute(db);
  const definitionOf = await readDefinitions(db, shopId, versions.rows);
  for (const { flowId, version } of versions.rows) {
    const definition = definitionOf(flowId, version);
    if (definition === null) continue;
    const wrong = await findWrong(db, shopId, flowId, version, definition);
    for (let from = 0; from < wrong.length; from += BATCH) {
      const part = wrong.slice(from, from + BATCH);
      await inLockedShop(db, shopId, (tx) => noteOf(tx, shopId, part, definitionOf));
    }
  }
}

type Wrong = { runId: bigint; customerId: bigint };

/** Runs of a version of which something else is noted than is true by now; who was erased or merged since is left alone. */
async function findWrong(db: Db, shopId: number, flowId: number, version: number, definition: Definition): Promise<Wrong[]> {
  const days = horizonDays(definition);
  const { kind, products, segment_id } = namedIn(definition.goal);
  const countsUntil = sql`r.entered_at + make_interval(days => ${days})`;
  const foundAt = reachedAt(shopId, sql`${kind}::text`, countsUntil, sql`${products}::text[]`, sql`${segment_id}::text`, [kind]);
  const { rows } = await sql<Wrong>`
    select r.run_id as "runId", r.customer_id as "customerId" from flow_runs r
    join customers c on c.shop_id = ${shopId} and c.customer_id = r.customer_id and c.redacted_at is null and c.merged_into is null
    where r.shop_id = ${shopId} and r.flow_id = ${flowId} and r.version = ${version}
      and r.entered_at is not null and ${foundAt} is distinct from r.goal_at
    order by r.customer_id, r.run_id
  `.execute(db);
  return rows;
}

async function noteOf(tx: Tx, shopId: number, wrong: readonly Wrong[], definitionOf: DefinitionOf): Promise<void> {
  await lockPeople(tx, shopId, [...new Set(wrong.map(({ customerId }) => customerId))]);
  const { rows } = await sql<Pick<StoredRun, "runId" | "flowId" | "version" | "enteredAt" | "goalAt">>`
    select run_id as "runId", flow_id as "flowId", version, entered_at as "enteredAt", goal_at as "goalAt" from flow_runs
    where shop_id = ${shopId} and run_id = any(${ids(wrong.map(({ runId }) => runId))})
  `.execute(tx);
  await noteGoals(tx, shopId, rows, definitionOf, null);
}

/** When these customers did what a goal is about in a span of time, the first time first: what they do on their own. Of the product that a run is about, nothing. */
export async function readReached(
  tx: Tx,
  shopId: number,
  goal: Goal,
  customerIds: readonly bigint[],
  { from, until }: { from: Date; until: Date },
): Promise<Map<bigint, Date[]>> {
  const { kind, products, segment_id } = namedIn(goal);
  const ofCustomer = {
    shopId,
    customerId: sql`c.customer_id`,
    from: sql`${from}::timestamptz`,
    until: sql`${until}::timestamptz`,
  };
  const done = instantsOf(kind, {
    ...ofCustomer,
    redemptionId: sql`null::text`,
    products: sql`${products}::text[]`,
    segmentId: sql`${segment_id}::text`,
  });
  const { rows } = await sql<{ customerId: bigint; at: Date }>`
    select c.customer_id as "customerId", done.at from unnest(${ids(customerIds)}) c(customer_id) cross join lateral (${done}) done order by done.at
  `.execute(tx);
  const byCustomer = Map.groupBy(rows, ({ customerId }) => customerId);
  return new Map([...byCustomer].map(([customerId, own]) => [customerId, own.map(({ at }) => at)]));
}
