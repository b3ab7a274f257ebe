import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { shopDay } from "../scores/shop-day.ts";
import { lengthOf, type Period } from "./period.ts";

/** What a merchant has changed: a version of the program that is in force, or a flow that was published. `preset` names a flow that has no name of its own. */
export type Change = { key: string; at: Date; day: number } & (
  { kind: "program"; version: number } | { kind: "flow"; version: number; name: string | null; preset: string | null }
);

const MOST = 50;

/** The newest first. */
export async function listChanges(db: Db, shop: Shop, now: Date): Promise<Change[]> {
  const { shopId } = shop;
  const { rows } = await sql<{
    kind: "program" | "flow";
    flow_id: number | null;
    version: number;
    at: Date;
    name: string | null;
    preset: string | null;
  }>`
    select 'program' as kind, null::int as flow_id, version, effective_from as at, null as name, null as preset
    from program_versions where shop_id = ${shopId} and effective_from <= ${now}
    union all
    select 'flow', v.flow_id, v.version, v.created_at, f.name, f.preset
    from flow_versions v join flows f on f.shop_id = ${shopId} and f.flow_id = v.flow_id where v.shop_id = ${shopId}
    order by at desc limit ${MOST}
  `.execute(db);
  return rows.map(({ kind, flow_id: flowId, version, at, name, preset }) => {
    const common = { at, day: shopDay(shop, at) };
    return kind === "program"
      ? { ...common, kind, key: `program-${version}`, version }
      : { ...common, kind, key: `flow-${flowId}-${version}`, version, name, preset };
  });
}

/** From the day of a change on, as many complete days as there are, at most `days`; null: none is over yet. */
export function periodAfter({ day }: { day: number }, days: number, yesterday: number): Period | null {
  const period = { first: day, last: Math.min(day + days - 1, yesterday) };
  return lengthOf(period) < 1 ? null : period;
}

/** Flows that have been published, by what they are called; without a name of its own, by what it was made from. */
export async function listPublished(
  db: Db,
  shopId: number,
): Promise<{ flowId: number; name: string | null; preset: string | null }[]> {
  const { rows } = await sql<{ flowId: number; name: string | null; preset: string | null }>`
    select flow_id as "flowId", name, preset from flows where shop_id = ${shopId} and version is not null order by flow_id
  `.execute(db);
  return rows;
}
