import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { countOf } from "../../lib/counts.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { readModel, type KeptModel } from "../predictions/kept.server.ts";
import { readLastDay, type Summary } from "./days.server.ts";
import { noonOf, shopDay } from "./shop-day.ts";

/** What pages show of all customers: figures that were kept, as of the day on which everybody was last scored. */
export type Overview = {
  scoredOn: Date | null;
  summary: Summary | null;
  /** Customers who have bought nothing. */
  prospects: number;
  model: KeptModel | null;
  /** Nobody was scored yet, or not since the day before yesterday: a job is worth asking for. */
  stale: boolean;
};

export async function readOverview(db: Db, shop: Shop, now: Date): Promise<Overview> {
  const [day, model, { rows }] = await Promise.all([
    readLastDay(db, shop.shopId),
    readModel(db, shop.shopId),
    sql<{ customers: number }>`select ${countOf(shop.shopId, sql`'customers'`)} as customers`.execute(db),
  ]);
  const scored = day?.summary.cells.reduce((sum, { customers }) => sum + customers, 0) ?? 0;
  return {
    scoredOn: day === null ? null : noonOf(shop, day.day),
    summary: day?.summary ?? null,
    prospects: Math.max(0, (rows[0]?.customers ?? 0) - scored),
    model,
    stale: day === null || day.day < shopDay(shop, now) - 1,
  };
}
