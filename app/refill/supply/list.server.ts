import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import { csvLine, type Dialect } from "../../lib/csv.ts";
import { columns } from "./typed.ts";
import type { ProductCursor, ProductQuery } from "../../lib/product-query.ts";

/**
 * What repeats of a product or variant tell of how long one of it lasts, in days. `purchase`: the days after which it is bought again whatever was taken, where they
 * tell more than pieces do; a supply of each piece would then foretell wrongly.
 */
export type Learned = { repeats: number; median: number; low: number; high: number; purchase: number | null };
export type SupplyVariant = { variantId: bigint; title: string; days: number | null; learned: Learned | null };
export type SupplyProduct = {
  productId: bigint;
  title: string;
  imageUrl: string | null;
  days: number | null;
  learned: Learned | null;
  /** None where the product has only one. */
  variants: SupplyVariant[];
};
export type SupplyPage = { products: SupplyProduct[]; previous: ProductCursor | null; next: ProductCursor | null };

type Row = {
  productId: bigint;
  title: string;
  imageUrl: string | null;
  variants: { variantId: string; title: string }[];
  said: { variantId: string; days: number }[];
  learned: ({ variantId: string } & Learned)[];
};

function products(shopId: number, search: string, beyond: RawBuilder<unknown>): RawBuilder<Row> {
  const pattern = `%${search.replace(/[\\%_]/g, "\\$&")}%`;
  return sql<Row>`
    select p.product_id as "productId", p.title, p.image_url as "imageUrl", p.variants,
      coalesce((select jsonb_agg(jsonb_build_object('variantId', s.variant_id::text, 'days', s.days)) from supplies s
        where s.shop_id = p.shop_id and s.product_id = p.product_id), '[]') as said,
      coalesce((select jsonb_agg(jsonb_build_object('variantId', i.variant_id::text, 'repeats', i.repeats, 'median', i.median_days, 'low', i.low_days, 'high', i.high_days, 'purchase', i.purchase_days))
        from repeat_intervals i where i.shop_id = p.shop_id and i.product_id = p.product_id), '[]') as learned
    from products p
    where p.shop_id = ${shopId} and p.deleted_at is null and ${search === "" ? sql`true` : sql`p.title ilike ${pattern}`} and ${beyond}`;
}

function productOf({ productId, title, imageUrl, variants, said, learned }: Row): SupplyProduct {
  const of = (variantId: string) => {
    const found = learned.find((one) => one.variantId === variantId);
    return {
      days: said.find((one) => one.variantId === variantId)?.days ?? null,
      learned: found === undefined ? null : learnedOf(found),
    };
  };
  return {
    ...{ productId, title, imageUrl, ...of("0") },
    // The only variant of a product is not shown, but for what is said of it in Shopify.
    variants:
      variants.length < 2 && !said.some(({ variantId }) => variants.some((one) => one.variantId === variantId))
        ? []
        : variants.map((variant) => ({ variantId: BigInt(variant.variantId), title: variant.title, ...of(variant.variantId) })),
  };
}

function learnedOf({ repeats, median, low, high, purchase }: Learned): Learned {
  return { repeats, median, low, high, purchase };
}

/** A page of the shop's products with how long they last, the newest first. */
export async function listSupplies(db: Db, shopId: number, { search, cursor }: ProductQuery, limit: number): Promise<SupplyPage> {
  const up = cursor?.direction === "before";
  const beyond = cursor === null ? sql`true` : sql`p.product_id ${up ? sql`>` : sql`<`} ${cursor.productId}`;
  const order = up ? sql`p.product_id` : sql`p.product_id desc`;
  const { rows } = await sql<Row>`${products(shopId, search, beyond)} order by ${order} limit ${limit + 1}`.execute(db);
  const more = rows.length > limit;
  const page = rows.slice(0, limit);
  if (up) page.reverse();
  const edge = (row: Row | undefined, direction: ProductCursor["direction"]) =>
    row === undefined ? null : { direction, productId: row.productId };
  return {
    products: page.map(productOf),
    previous: (up && more) || (!up && cursor !== null) ? edge(page[0], "before") : null,
    next: more || up ? edge(page.at(-1), "after") : null,
  };
}

/** Whether the shop has any product at all. */
export async function hasProducts(db: Db, shopId: number): Promise<boolean> {
  const { rows } = await sql`select 1 from products where shop_id = ${shopId} and deleted_at is null limit 1`.execute(db);
  return rows.length > 0;
}

const BATCH = 1_000;

/** All products and variants as CSV text (RFC 4180, UTF-8 with byte order mark): filled in, the file can be imported. */
export async function* exportSupplies(db: Db, shopId: number, dialect?: Dialect): AsyncGenerator<string> {
  const header = [columns.product, columns.variant, "product", "variant", columns.days, "learned_days", "repeats"];
  yield `\uFEFF${csvLine(header, dialect)}`;
  for (let last: bigint | null = null; ;) {
    const beyond: RawBuilder<unknown> = last === null ? sql`true` : sql`p.product_id < ${last}`;
    const { rows } = await sql<Row>`${products(shopId, "", beyond)} order by p.product_id desc limit ${BATCH}`.execute(db);
    yield rows.map((row) => linesOf(productOf(row), dialect)).join("");
    last = rows.at(-1)?.productId ?? null;
    if (rows.length < BATCH) return;
  }
}

/** Ids as text with an apostrophe, so that no spreadsheet rounds them; the import reads them so. */
function linesOf({ productId, title, variants, ...whole }: SupplyProduct, dialect?: Dialect): string {
  const line = (variantId: bigint | null, variant: string | null, { days, learned }: Pick<SupplyProduct, "days" | "learned">) =>
    csvLine(
      [
        ...[`'${productId}`, variantId === null ? null : `'${variantId}`, title, variant, days],
        ...[learned === null || learned.purchase !== null ? null : Math.round(learned.median), learned?.repeats ?? null],
      ],
      dialect,
    );
  return [line(null, null, whole), ...variants.map((one) => line(one.variantId, one.title, one))].join("");
}
