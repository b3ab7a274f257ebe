import { sql } from "kysely";

import type { Db } from "../../../db.server.ts";
import type { Shop } from "../../../shops/shop.ts";
import type { Flow } from "../../planner/flow.ts";
import type { Foreseen } from "../../simulation/foreseen.ts";
import { concernedAhead, concernedBefore } from "../concerned.server.ts";
import { foresee, spanAhead } from "../forecast.server.ts";
import { relive, spanBefore } from "../replay.server.ts";

/** The next 30 days, or the last 365. */
export type Kind = "ahead" | "before";

/** Among so many customers samples are looked for. */
const LOOKED_AT = 500;

export type Walk = { customerId: bigint; foreseen: Foreseen[] };

/** Customers to whom something would be given, with every date: a few to step through. */
export async function sampleWalks(db: Db, shop: Shop, flow: Flow, kind: Kind, now: Date, most: number): Promise<Walk[]> {
  const concerned =
    kind === "ahead" ? concernedAhead(flow, shop, now, spanAhead(now)) : concernedBefore(flow, shop, spanBefore(now));
  const { rows } = await sql<{ customer_id: bigint }>`
    select customer_id from (${concerned}) of order by customer_id desc limit ${LOOKED_AT}
  `.execute(db);
  const walks = await walksOf(
    db,
    shop,
    flow,
    kind,
    rows.map(({ customer_id }) => customer_id),
    now,
  );
  return walks.filter(({ foreseen }) => foreseen.some((one) => one.kind === "sent" || one.kind === "effect")).slice(0, most);
}

/** What would become of one customer, date by date; null: there is no such customer. */
export async function walk(db: Db, shop: Shop, flow: Flow, kind: Kind, customerId: bigint, now: Date): Promise<Walk | null> {
  return (await walksOf(db, shop, flow, kind, [customerId], now))[0] ?? null;
}

async function walksOf(db: Db, shop: Shop, flow: Flow, kind: Kind, customerIds: readonly bigint[], now: Date): Promise<Walk[]> {
  return db
    .transaction()
    .setAccessMode("read only")
    .execute(async (tx) => {
      const walks: Walk[] = [];
      const keep = (foreseen: Foreseen[], customerId: bigint) => void walks.push({ customerId, foreseen });
      if (kind === "ahead") await foresee(tx, shop, flow, customerIds, now, keep);
      else await relive(tx, shop, flow, customerIds, now, (foreseen, _, customerId) => keep(foreseen, customerId));
      return walks;
    });
}
