import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import type { Shop } from "../shops/shop.ts";
import type { Definition } from "./definition/definition.ts";
import { stepsMoved } from "./definition/moved.ts";
import { findFlow } from "./flows.server.ts";
import { inBatches } from "./forecast/in-batches.server.ts";
import { readSeen } from "./forecast/views.server.ts";
import type { Flow } from "./planner/flow.ts";
import { plan } from "./planner/plan.ts";

/** So many customers who are inside are looked at. */
const LOOKED_AT = 20_000;

/** `due`: how many of those who are inside would get something at once, were all moved to another version on one day; of the first 20,000, carried over to all. */
export type DueAtOnce = { inside: number; due: number; isEstimate: boolean };

/** @returns null: there is no such flow, or it was never published */
export async function countDueAtOnce(db: Db, shop: Shop, flowId: number, to: Definition, now: Date): Promise<DueAtOnce | null> {
  const detail = await findFlow(shop.shopId, flowId);
  if (detail?.version == null) return null;
  const { version, liveSince, catchUp } = detail;
  const flow: Flow = { flowId, label: "", state: "live", liveSince, catchUp, version, definition: to };
  const inside = sql`
    select customer_id from flow_runs where shop_id = ${shop.shopId} and flow_id = ${flowId} and state = 'active' group by customer_id
  `;
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from (${inside}) inside`.execute(db);
  const all = rows[0]?.count ?? 0;
  let due = 0;
  await inBatches(
    db,
    sql`${inside} order by customer_id limit ${LOOKED_AT}`,
    async (tx, customerIds) => {
      for (const { view, standing } of (await readSeen(tx, shop, flow, customerIds, now)).values()) {
        const getsSomething = standing.going.some(({ run, definition }) => {
          if (run.phase !== "active" || run.stepId === null) return false;
          const stepId = stepsMoved(definition, to).get(run.stepId) ?? null;
          const planned = plan(
            flow,
            [{ run: { ...run, stepId, notBefore: null }, definition: to }],
            standing.past,
            view.facts,
            now,
          );
          return planned.some((one) => one.run.occasion === run.occasion && one.kind !== "forget" && one.acts.length > 0);
        });
        if (getsSomething) due += 1;
      }
    },
    {},
  );
  const isEstimate = all > LOOKED_AT;
  return { inside: all, due: isEstimate ? Math.round((due * all) / LOOKED_AT) : due, isEstimate };
}
