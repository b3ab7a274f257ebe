import { sql } from "kysely";

import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { decide, type Choice, type Decided, type Pair } from "../../insights/recommendations/choices.server.ts";
import { ids } from "../../lib/rows.server.ts";
import type { Shop } from "../../shops/shop.ts";

export type Chosen = Decided | { ok: false; reason: "unknown" | "itself" };

/** A merchant pins a product, excludes it, or takes back either: after another product, or with `productId` 0 whatever was bought. @see decide */
export async function chooseRecommendation(
  { shopId }: Shop,
  pair: Pair,
  change: { seen: Choice | null; want: Choice | null },
  actor: string,
  now = clock,
): Promise<Chosen> {
  if (pair.productId === pair.otherId) return { ok: false, reason: "itself" };
  const named = [pair.productId, pair.otherId].filter((productId) => productId !== 0n);
  const { rows } = await sql`
    select from products where shop_id = ${shopId} and product_id = any(${ids(named)}) and deleted_at is null
  `.execute(db());
  if (rows.length < named.length) return { ok: false, reason: "unknown" };
  return decide(shopId, pair, change, actor, now());
}
