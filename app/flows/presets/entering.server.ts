import { sql } from "kysely";

import type { Db, Tx } from "../../db.server.ts";
import { countCustomers } from "../../lib/counts.server.ts";
import { askWithin } from "../../lib/limited.server.ts";
import { isSampled, readAnywhere } from "../../lib/sample.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { definitionSchema } from "../definition/definition.ts";
import { concernedAhead } from "../forecast/concerned.server.ts";
import { foresee, spanAhead } from "../forecast/forecast.server.ts";
import type { Flow } from "../planner/flow.ts";
import { flowPresetKeys, flowPresets, type FlowPresetKey } from "./presets.ts";

/** For all presets together, and for each statement. */
const PATIENCE_MS = 5_000;
/** About so many customers stand for all, where there are more than twice as many. */
const LOOKED_AT = 2_000;
const BATCH = 500;

/** How many customers would enter in the next 30 days, by preset; null: the time did not do. `about`: worked out from a share of the customers. */
export type Entering = { entering: Record<FlowPresetKey, number | null>; about: boolean };

/**
 * What each preset would do here, were it switched on now: who would enter, by the planner that would let them in. Steps are left out, for they change nothing of that. Writes
 * nothing. @param clock milliseconds that have passed; the presets that are left when the time is over are not counted
 */
export async function countEntering(
  db: Db,
  shop: Shop,
  now: Date,
  { lookedAt = LOOKED_AT, clock = () => performance.now() } = {},
): Promise<Entering> {
  const until = clock() + PATIENCE_MS;
  const customers = await countCustomers(db, shop.shopId);
  const share = customers <= 2 * lookedAt ? 1 : lookedAt / customers;
  const counted = new Map<FlowPresetKey, number>();
  await askWithin(db, { ms: PATIENCE_MS }, async (tx) => {
    await readAnywhere(tx);
    for (const key of flowPresetKeys) {
      const found = await countIn(tx, shop, flowOf(key, now), share, now, () => clock() > until);
      if (found === null) return;
      counted.set(key, Math.round(found / share));
    }
  });
  const entering = Object.fromEntries(flowPresetKeys.map((key) => [key, counted.get(key) ?? null]));
  return { entering: entering as Record<FlowPresetKey, number | null>, about: share < 1 };
}

/** A preset as if it were live since now. No flow has its id. */
function flowOf(key: FlowPresetKey, now: Date): Flow {
  const definition = definitionSchema.parse({ ...flowPresets[key], steps: [] });
  return { flowId: 0, label: key, state: "live", liveSince: now, catchUp: { mode: "nobody" }, version: 1, definition };
}

async function countIn(tx: Tx, shop: Shop, flow: Flow, share: number, now: Date, isOver: () => boolean): Promise<number | null> {
  const { rows } = await sql<{ customer_id: bigint }>`
    select customer_id from (${concernedAhead(flow, shop, now, spanAhead(now))}) concerned
    where ${share === 1 ? sql`true` : isSampled(sql`customer_id`, share)}
  `.execute(tx);
  let entered = 0;
  for (let from = 0; from < rows.length; from += BATCH) {
    if (isOver()) return null;
    const ids = rows.slice(from, from + BATCH).map(({ customer_id }) => customer_id);
    await foresee(tx, shop, flow, ids, now, (foreseen) => {
      entered += foreseen.filter(({ kind }) => kind === "entered").length;
    });
  }
  return entered;
}
