import { sql } from "kysely";

import type { Db, Tx } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import { canMove, stepsMoved } from "./definition/moved.ts";
import { lockPeople } from "./runs/read-facts.server.ts";
import { readDefinitions } from "./runs/read-flows.server.ts";

/** Customers whose runs are moved in one transaction. */
const MOVED_AT_ONCE = 500;

/** How many runs of a flow are still to be moved to a version; null: none is being moved. */
export async function readMoving(db: Db, shopId: number, flowId: number): Promise<number | null> {
  const { rows } = await sql<{ left: number }>`
    select (
      select count(*)::int from flow_runs r
      where r.shop_id = f.shop_id and r.flow_id = f.flow_id and r.state <> 'ended' and r.customer_id > f.moving_after
        and r.state = 'active' and r.version < f.moving_to
    ) as left
    from flows f where f.shop_id = ${shopId} and f.flow_id = ${flowId} and f.moving_to is not null
  `.execute(db);
  return rows[0]?.left ?? null;
}

/**
 * Puts whoever is to be moved onto the new version, each at the step where they stand or the next one that is left, in parts: some customers, and how far it is, are
 * one transaction. Interrupted, it is simply called again. What is published meanwhile begins it anew, or leaves it as it is. Who began by something else than
 * what begins the new version stays on theirs.
 */
export async function moveInside(db: Db, shopId: number, now: Date): Promise<void> {
  const moving = sql<{ flow_id: number }>`select flow_id from flows where shop_id = ${shopId} and moving_to is not null`;
  for (const { flow_id: flowId } of (await moving.execute(db)).rows) {
    while (await db.transaction().execute((tx) => movePart(tx, shopId, flowId, now)));
  }
}

type Move = { moving_to: number; moving_after: bigint; moving_days: number };

/** @returns whether there may be more */
async function movePart(tx: Tx, shopId: number, flowId: number, now: Date): Promise<boolean> {
  // Whoever publishes waits, and so does another worker, which then goes on behind this part.
  const { rows: moves } = await sql<Move>`
    select moving_to, moving_after, moving_days from flows
    where shop_id = ${shopId} and flow_id = ${flowId} and moving_to is not null for no key update
  `.execute(tx);
  const [move] = moves;
  if (move === undefined) return false;
  const { moving_to: to, moving_after: after, moving_days: days } = move;
  const { rows } = await sql<{ customer_id: bigint }>`
    select distinct customer_id from flow_runs
    where shop_id = ${shopId} and flow_id = ${flowId} and state <> 'ended' and state = 'active' and version < ${to} and customer_id > ${after}
    order by customer_id limit ${MOVED_AT_ONCE}
  `.execute(tx);
  const customerIds = rows.map(({ customer_id }) => customer_id);
  // Whoever is being dealt with just now is dealt with first: what is written then would undo the move.
  await lockPeople(tx, shopId, customerIds);
  const places = JSON.stringify(await placesOf(tx, shopId, flowId, to, customerIds));
  await sql`
    update flow_runs r set version = ${to}, step_id = p.after,
      not_before = ${now}::timestamptz + (abs(hashint8(r.customer_id)::bigint) % ${days}::int) * interval '1 day'
    from jsonb_to_recordset(${places}::jsonb) as p(version int, before text, after text)
    where r.shop_id = ${shopId} and r.flow_id = ${flowId} and r.version = p.version and r.state = 'active' and r.step_id = p.before
      and r.customer_id = any(${ids(customerIds)})
  `.execute(tx);
  const upTo = customerIds.length < MOVED_AT_ONCE ? null : (customerIds.at(-1) ?? null);
  await sql`
    update flows set moving_to = ${upTo === null ? null : to}, moving_after = ${upTo ?? 0n} where shop_id = ${shopId} and flow_id = ${flowId}
  `.execute(tx);
  return upTo !== null;
}

type Place = { version: number; before: string; after: string | null };

/** Where these customers' runs on older versions stand in another. */
async function placesOf(tx: Tx, shopId: number, flowId: number, to: number, customerIds: readonly bigint[]): Promise<Place[]> {
  const { rows } = await sql<{ version: number }>`
    select distinct version from flow_runs
    where shop_id = ${shopId} and flow_id = ${flowId} and customer_id = any(${ids(customerIds)}) and state = 'active' and version < ${to}
  `.execute(tx);
  const versions = rows.map(({ version }) => ({ flowId, version }));
  const definitionOf = await readDefinitions(tx, shopId, [...versions, { flowId, version: to }]);
  const target = definitionOf(flowId, to);
  return versions.flatMap(({ version }) => {
    const definition = definitionOf(flowId, version);
    if (definition === null || target === null || !canMove(definition, target)) return [];
    return [...stepsMoved(definition, target)].map(([before, after]) => ({ version, before, after }));
  });
}
