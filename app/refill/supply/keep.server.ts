import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { recordset } from "../../lib/rows.server.ts";
import type { NewSupply } from "./typed.ts";

/** Of what something else is said than before. */
export type ChangedSupply = Pick<NewSupply, "productId" | "variantId">;

/** Which of these the shop does not have: products that are gone, and variants that are not theirs. */
export async function findUnknown<One extends Pick<NewSupply, "productId" | "variantId">>(
  db: Db,
  shopId: number,
  named: readonly One[],
): Promise<One[]> {
  if (named.length === 0) return [];
  const rows = named.map(({ productId, variantId }, at) => ({ at, product_id: productId, variant_id: variantId }));
  const { rows: unknown } = await sql<{ at: number }>`
    select t.at from ${recordset(rows)} as t(at int, product_id bigint, variant_id bigint)
    where not exists (
      select 1 from products p where p.shop_id = ${shopId} and p.product_id = t.product_id and p.deleted_at is null
        and (t.variant_id = 0 or exists (select 1 from jsonb_array_elements(p.variants) v where (v ->> 'variantId')::bigint = t.variant_id))
    ) order by t.at
  `.execute(db);
  return unknown.flatMap(({ at }) => named[at] ?? []);
}

/**
 * Keeps how long products and variants last, those that the shop has. The same again changes nothing: since when it is said stays.
 * @param by `shopify` or `merchant:<Shopify user id>`
 * @returns those that were changed
 */
export async function keepSupplies(
  tx: Db,
  shopId: number,
  supplies: readonly NewSupply[],
  by: string,
  now: Date,
): Promise<ChangedSupply[]> {
  const unknown = new Set(await findUnknown(tx, shopId, supplies));
  const known = supplies.filter((one) => !unknown.has(one));
  const ended = known.filter(({ days }) => days === null);
  const said = known.filter(({ days }) => days !== null);
  const columns = (list: readonly NewSupply[]) =>
    recordset(list.map(({ productId, variantId, days }) => ({ product_id: productId, variant_id: variantId, days })));
  const { rows: gone } = await sql<ChangedSupply>`
    delete from supplies s using ${columns(ended)} as t(product_id bigint, variant_id bigint)
    where s.shop_id = ${shopId} and s.product_id = t.product_id and s.variant_id = t.variant_id
    returning s.product_id as "productId", s.variant_id as "variantId"
  `.execute(tx);
  const { rows: kept } = await sql<ChangedSupply>`
    insert into supplies as s (shop_id, product_id, variant_id, days, since, set_by)
    select ${shopId}, product_id, variant_id, days, ${now}::timestamptz, ${by} from ${columns(said)} as t(product_id bigint, variant_id bigint, days int)
    order by product_id, variant_id
    on conflict (shop_id, product_id, variant_id) do update set days = excluded.days, since = excluded.since, set_by = excluded.set_by
    where s.days <> excluded.days
    returning product_id as "productId", variant_id as "variantId"
  `.execute(tx);
  return [...gone, ...kept];
}
