import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { ids, recordset } from "../../lib/rows.server.ts";
import type { ChangedSupply } from "./keep.server.ts";

/** Why a field was not brought in line: what stands in Shopify is no number of days, or Shopify refuses ours. */
export type FieldProblem = "unreadable" | "refused";
/** What is known of a product's or variant's field in Shopify, and of ours beside it. */
export type SupplyField = ChangedSupply & {
  days: number | null;
  told: number | null;
  installation: string | null;
  version: number;
  saidAt: Date | null;
  toldAt: Date | null;
  due: boolean;
};

const rowsOf = (list: readonly ChangedSupply[]) =>
  recordset(list.map(({ productId, variantId }) => ({ product_id: productId, variant_id: variantId })));

/** Notes that ours was said anew and is to be written to Shopify. */
export async function markFields(tx: Db, shopId: number, changed: readonly ChangedSupply[], now: Date): Promise<void> {
  await sql`
    insert into supply_fields as f (shop_id, product_id, variant_id, version, said_at, due_at)
    select ${shopId}, product_id, variant_id, 1, ${now}::timestamptz, ${now}::timestamptz
    from ${rowsOf(changed)} as t(product_id bigint, variant_id bigint) order by product_id, variant_id
    on conflict (shop_id, product_id, variant_id) do update set version = f.version + 1, said_at = excluded.said_at, due_at = excluded.due_at,
      attempts = 0, problem = null
  `.execute(tx);
}

/** After an install, when Shopify has taken all of the app's fields away: all that is said here is to be written anew. */
export async function markAllFields(tx: Db, shopId: number, now: Date): Promise<void> {
  await sql`update supply_fields set told = null, installation = null where shop_id = ${shopId}`.execute(tx);
  await sql`
    insert into supply_fields as f (shop_id, product_id, variant_id, version, said_at, due_at)
    select shop_id, product_id, variant_id, 1, since, ${now}::timestamptz from supplies where shop_id = ${shopId}
    on conflict (shop_id, product_id, variant_id) do update set version = f.version + 1, due_at = excluded.due_at, attempts = 0, problem = null
  `.execute(tx);
}

const columns = sql`
  f.product_id as "productId", f.variant_id as "variantId", s.days, f.told, f.installation, f.version, f.said_at as "saidAt", f.told_at as "toldAt",
  f.due_at is not null as due`;

/** Fields of ours that are to be written, the longest due first. */
export async function listDueFields(db: Db, shopId: number, now: Date, limit: number): Promise<SupplyField[]> {
  const { rows } = await sql<SupplyField>`
    select ${columns} from supply_fields f left join supplies s using (shop_id, product_id, variant_id)
    where f.shop_id = ${shopId} and f.due_at <= ${now} order by f.due_at, f.product_id, f.variant_id limit ${limit}
  `.execute(db);
  return rows;
}

/** What is known of the fields of these products and their variants. */
export async function listFields(db: Db, shopId: number, productIds: readonly bigint[]): Promise<SupplyField[]> {
  const { rows } = await sql<SupplyField>`
    select ${columns} from supply_fields f left join supplies s using (shop_id, product_id, variant_id)
    where f.shop_id = ${shopId} and f.product_id = any(${ids(productIds)}) order by f.product_id, f.variant_id
  `.execute(db);
  return rows;
}

/** What Shopify has now, of fields that both agree about. `version`: of ours that was written; what was said since is still due. Null: nothing was written. */
export type Told = ChangedSupply & { told: number | null; version: number | null };

export async function noteTold(tx: Db, shopId: number, told: readonly Told[], installation: string, now: Date): Promise<void> {
  const rows = told.map(({ productId, variantId, told: days, version }) => ({
    ...{ product_id: productId, variant_id: variantId, told: days, version },
  }));
  await sql`
    insert into supply_fields as f (shop_id, product_id, variant_id, told, installation, told_at)
    select ${shopId}, product_id, variant_id, told, ${installation}, ${now}::timestamptz
    from ${recordset(rows)} as t(product_id bigint, variant_id bigint, told int, version int) order by product_id, variant_id
    on conflict (shop_id, product_id, variant_id) do update set told = excluded.told, installation = excluded.installation,
      told_at = excluded.told_at
  `.execute(tx);
  await sql`
    update supply_fields f set due_at = null, attempts = 0, problem = null
    from ${recordset(rows)} as t(product_id bigint, variant_id bigint, told int, version int)
    where f.shop_id = ${shopId} and f.product_id = t.product_id and f.variant_id = t.variant_id and (t.version is null or f.version = t.version)
      and (t.version is not null or f.due_at is null)
  `.execute(tx);
}

/** A field that could not be written or read; ours is tried again at `until`, null: when it is said anew. Of what was said anew meanwhile this says nothing. */
export async function noteFieldProblem(
  db: Db,
  shopId: number,
  { productId, variantId, version }: ChangedSupply & Pick<SupplyField, "version">,
  { problem, until }: { problem: FieldProblem | null; until: Date | null },
): Promise<void> {
  await sql`
    insert into supply_fields as f (shop_id, product_id, variant_id, problem, attempts, due_at)
    values (${shopId}, ${productId}, ${variantId}, ${problem}, 1, ${until})
    on conflict (shop_id, product_id, variant_id) do update set problem = excluded.problem, attempts = f.attempts + 1, due_at = excluded.due_at
    where f.version = ${version}
  `.execute(db);
}

/** Shops that let us write to products, in which something is to be written. */
export async function listShopsToTell(db: Db, now: Date): Promise<number[]> {
  const { rows } = await sql<{ shop_id: number }>`
    select distinct f.shop_id from supply_fields f join shops s using (shop_id)
    where f.due_at <= ${now} and s.status = 'installed' and string_to_array(s.scopes, ',') @> array['write_products']
  `.execute(db);
  return rows.map(({ shop_id }) => shop_id);
}

/** How many fields wait to be written, and what could not be brought in line; `products` names some of them. */
export async function fieldsState(db: Db, shopId: number): Promise<{ waiting: number; problems: number; products: string[] }> {
  const { rows } = await sql<{ waiting: number; problems: number; products: string[] }>`
    select count(*) filter (where f.due_at is not null and f.problem is null)::int as waiting, count(*) filter (where f.problem is not null)::int as problems,
      coalesce((array_agg(distinct p.title) filter (where f.problem is not null))[1:5], '{}') as products
    from supply_fields f left join products p using (shop_id, product_id) where f.shop_id = ${shopId} and (f.due_at is not null or f.problem is not null)
  `.execute(db);
  return rows[0] ?? { waiting: 0, problems: 0, products: [] };
}
