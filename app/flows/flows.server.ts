import { sql } from "kysely";

import { prisma, type Db } from "../db.server.ts";
import type { Shop } from "../shops/shop.ts";
import { defaultFlows, definitionSchema, type Definition } from "./definition.ts";
import { countConcerned, syncTimers } from "./sync.server.ts";

export type FlowView = {
  flowId: number;
  key: string;
  enabled: boolean;
  enabledAt: Date | null;
  definition: Definition;
  /** Customers for whom the trigger is still ahead; who are in it now; messages that left, and that were dropped. */
  waiting: number;
  active: number;
  sent: number;
  dropped: number;
};

/** Gives a shop the flows that every shop starts with, switched off. Idempotent: what is there stays as it is. */
export async function createDefaults(shopId: number, now: Date): Promise<void> {
  const flows = Object.entries(defaultFlows).map(([key, definition]) => ({ shop_id: shopId, key, definition, updated_at: now }));
  await prisma().flows.createMany({ data: flows, skipDuplicates: true });
}

export async function listFlows(db: Db, shopId: number): Promise<FlowView[]> {
  const { rows } = await sql<Omit<FlowView, "definition"> & { definition: unknown }>`
    select f.flow_id as "flowId", f.key, f.enabled, f.enabled_at as "enabledAt", f.definition,
      coalesce(r.waiting, 0) as waiting, coalesce(r.active, 0) as active, coalesce(m.sent, 0) as sent, coalesce(m.dropped, 0) as dropped
    from flows f
    left join (
      select flow_id, count(*) filter (where state = 'waiting')::int as waiting, count(*) filter (where state = 'active')::int as active
      from flow_runs where shop_id = ${shopId} group by flow_id
    ) r on r.flow_id = f.flow_id
    left join (
      select flow_id, count(*) filter (where state = 'sent')::int as sent, count(*) filter (where state in ('dropped', 'failed'))::int as dropped
      from messages where shop_id = ${shopId} group by flow_id
    ) m on m.flow_id = f.flow_id
    where f.shop_id = ${shopId} order by f.flow_id
  `.execute(db);
  return rows.map((row) => ({ ...row, definition: definitionSchema.parse(row.definition) }));
}

/** How many customers a switch may concern before whoever switches should not have to wait for all of them (about a tenth of a second). */
export const LARGE = 2_000;

/**
 * Switches a flow on or off and brings runs and timers in line. Switching on what is on changes nothing. Off counts at once: what has not been
 * handed to the mail server stays here.
 * @param later asks for `syncTimers` in the background; it is called instead of it in large shops
 * @returns false when the shop has no such flow
 */
export async function setEnabled(
  db: Db,
  shop: Shop,
  key: string,
  enabled: boolean,
  now: Date,
  later?: () => Promise<void>,
): Promise<boolean> {
  const flow = await prisma().flows.findUnique({
    where: { shop_id_key: { shop_id: shop.shopId, key } },
    select: { flow_id: true },
  });
  if (flow === null) return false;
  await prisma().flows.updateMany({
    where: { shop_id: shop.shopId, key, enabled: !enabled },
    data: { enabled, enabled_at: enabled ? now : null, updated_at: now },
  });
  if (later !== undefined && (await countConcerned(db, shop, LARGE + 1)) > LARGE) await later();
  else await syncTimers(db, shop, now);
  return true;
}
