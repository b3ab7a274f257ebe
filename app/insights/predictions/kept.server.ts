import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { stringifyJson } from "../../lib/json.ts";
import type { Shop } from "../../shops/shop.ts";
import { readExtent, readHistories } from "./histories.server.ts";
import { learning, type Fitted } from "./learn.ts";

export type KeptModel = { fittedAt: Date; fitted: Fitted };

/** What predictions of a shop rest on; null: nothing was worked out yet. */
export async function readModel(db: Db, shopId: number): Promise<KeptModel | null> {
  const { rows } = await sql<{ fitted_at: Date; fitted: unknown }>`
    select fitted_at, fitted from prediction_models where shop_id = ${shopId}
  `.execute(db);
  const [row] = rows;
  return row === undefined ? null : { fittedAt: row.fitted_at, fitted: row.fitted as Fitted };
}

/** Learns from all orders of a shop anew, as of the end of a day, and keeps what came of it, be it that something is missing. */
export async function workOutModel(db: Db, shop: Shop, today: number, now: Date): Promise<KeptModel> {
  const extent = (await readExtent(db, shop, today)) ?? { today, firstDay: today, lastDay: today, buyers: 0 };
  const { add, finish } = learning(extent);
  for await (const buyers of readHistories(db, shop)) for (const { history } of buyers) add(history);
  const fitted = await finish();
  await sql`
    insert into prediction_models (shop_id, fitted_at, fitted) values (${shop.shopId}, ${now}, ${stringifyJson(fitted)}::jsonb)
    on conflict (shop_id) do update set fitted_at = excluded.fitted_at, fitted = excluded.fitted
  `.execute(db);
  return { fittedAt: now, fitted };
}
