import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { countOf } from "../lib/counts.server.ts";
import { isSampled } from "../lib/sample.server.ts";
import type { Shop } from "../shops/shop.ts";
import type { Definition } from "./definition/definition.ts";
import { canMove, stepsMoved } from "./definition/moved.ts";
import { findFlow } from "./flows.server.ts";
import { inBatches } from "./forecast/in-batches.server.ts";
import { readSeen, type Seen } from "./forecast/views.server.ts";
import type { Flow } from "./planner/flow.ts";
import { plan } from "./planner/plan.ts";

/** So many of those who are inside are looked at, about a second's work; of more, an even share, chosen by a hash of their ids. */
const LOOKED_AT = 4_000;

/** `due`: how many of the runs inside would do something at once, were all moved to another version on one day. */
export type DueAtOnce = { inside: number; due: number; isEstimate: boolean };

/** @returns null: there is no such flow, or it was never published */
export async function countDueAtOnce(
  db: Db,
  shop: Shop,
  flowId: number,
  to: Definition,
  now: Date,
  lookedAt = LOOKED_AT,
): Promise<DueAtOnce | null> {
  const { shopId } = shop;
  const detail = await findFlow(shopId, flowId);
  if (detail?.version == null) return null;
  const { version, liveSince, catchUp } = detail;
  const flow: Flow = { flowId, label: "", state: "live", liveSince, catchUp, version, definition: to };
  const kept = (what: string) => countOf(shopId, sql`${`flow:${flowId}:${what}`}`);
  const { rows } = await sql<{ inside: number; going: number }>`
    select ${kept("active")} as inside, ${kept("active")} + ${kept("waiting")} as going
  `.execute(db);
  const { inside = 0, going = 0 } = rows[0] ?? {};
  // Who waits is looked at with the others, and does nothing: the index of who goes on does not tell them apart.
  const isEstimate = going > lookedAt;
  const share = isEstimate ? lookedAt / going : 1;
  let due = 0;
  await inBatches(
    db,
    sql`select customer_id from flow_runs where shop_id = ${shopId} and flow_id = ${flowId} and state <> 'ended' and ${isSampled(sql`customer_id`, share)} group by customer_id`,
    async (tx, customerIds) => {
      for (const seen of (await readSeen(tx, shop, flow, customerIds, now)).values()) due += dueOf(seen, flow, now);
    },
    {},
  );
  return { inside, due: Math.min(inside, Math.round(due / share)), isEstimate };
}

/** How many of a customer's runs would do something at once. */
function dueOf({ view: { facts }, standing: { going, past } }: Seen, flow: Flow, now: Date): number {
  const to = flow.definition;
  return going.filter(({ run, definition }) => {
    if (run.phase !== "active" || run.stepId === null || !canMove(definition, to)) return false;
    const stepId = stepsMoved(definition, to).get(run.stepId) ?? null;
    const planned = plan(flow, [{ run: { ...run, stepId, notBefore: null }, definition: to }], past, facts, now);
    return planned.some((one) => one.run.occasion === run.occasion && one.kind !== "forget" && one.acts.length > 0);
  }).length;
}
