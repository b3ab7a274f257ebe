import { isDeepStrictEqual } from "node:util";

import { sql } from "kysely";
import { z } from "zod";

import { db } from "../../../db.server.ts";
import { gid } from "../../../lib/gid.ts";
import { ids } from "../../../lib/rows.server.ts";
import { MINUTE_MS, plusMs, SECOND_MS } from "../../../lib/time.ts";
import { log } from "../../../log.server.ts";
import { readForTheme } from "../../../reviews/shown/read.server.ts";
import { ratingValue, type ThemeReviews } from "../../../reviews/shown/theme-reviews.ts";
import { AdminApiError, adminGraphql } from "../../../shopify.server.ts";
import { SET_METAFIELDS } from "../../../shops/shop.graphql.ts";
import type { Shop } from "../../../shops/shop.ts";
import { getShop, pickShop } from "../../../shops/shops.server.ts";
import { nodesById } from "../../admin-api/by-ids.server.ts";
import { createResting } from "../../resting.ts";
import { DELETE_METAFIELDS } from "./reviews.graphql.ts";

/** Three fields each; Shopify takes 25 a call, all or none. */
export const PRODUCTS_PER_CALL = 8;
const LEASE_MS = MINUTE_MS;
const PAGE = 100;
const resting = createResting(5 * SECOND_MS, 10 * MINUTE_MS);

const errors = z
  .object({ userErrors: z.array(z.object({ message: z.string(), field: z.array(z.string()).nullable() })) })
  .nullable();

/** Shops that let us write to products. The others' reviews stand on the page behind the proxy alone; all that is due is told once they do. */
const granted = sql`string_to_array(s.scopes, ',') @> array['write_products']`;

/** Tells Shopify what is said of products, for one shop that has any due. @returns how many products were dealt with */
export async function syncReviews(now: Date): Promise<number> {
  const work = sql`select from review_products p where p.shop_id = s.shop_id and p.due_at <= ${now} and ${granted}`;
  const shopId = await pickShop(db(), work, resting.at(now));
  if (shopId === null) return 0;
  const lease = plusMs(now, LEASE_MS);
  const { rows } = await sql<{ product_id: bigint }>`
    with due as (
      select product_id from review_products where shop_id = ${shopId} and due_at <= ${now}
      order by due_at, product_id limit ${PRODUCTS_PER_CALL} for update skip locked
    )
    update review_products p set due_at = ${lease} from due where p.shop_id = ${shopId} and p.product_id = due.product_id returning p.product_id
  `.execute(db());
  const productIds = rows.map(({ product_id }) => product_id);
  try {
    await write(await getShop(db(), shopId), productIds);
    resting.succeeded(shopId);
    // What was marked again meanwhile stays due.
    await settle(shopId, productIds, lease, null);
  } catch (error) {
    log().warn({ error, shopId }, "reviews not told to Shopify");
    await settle(shopId, productIds, lease, resting.failed(shopId, now));
  }
  return productIds.length;
}

async function settle(shopId: number, productIds: readonly bigint[], lease: Date, due: Date | null): Promise<void> {
  await sql`
    update review_products set due_at = ${due} where shop_id = ${shopId} and product_id = any(${ids(productIds)}) and due_at = ${lease}
  `.execute(db());
}

async function write(shop: Shop, productIds: readonly bigint[]): Promise<void> {
  const held = [...(await readForTheme(db(), shop, productIds))];
  const told = held.flatMap(([productId, reviews]) => (reviews === null ? [] : fieldsOf(productId, reviews)));
  const gone = held.flatMap(([productId, reviews]) => (reviews === null ? keysOf(productId) : []));
  if (told.length > 0) {
    const { metafieldsSet } = z
      .object({ metafieldsSet: errors })
      .parse(await adminGraphql(shop, SET_METAFIELDS, { metafields: told }));
    const refused = [
      ...new Set((metafieldsSet?.userErrors ?? []).map(({ field }) => Math.floor(Number(field?.[1] ?? Number.NaN) / 3))),
    ];
    if (refused.length > 0) await writeOthers(shop, held, refused, metafieldsSet?.userErrors[0]?.message ?? "");
  }
  if (gone.length === 0) return;
  const { metafieldsDelete } = z
    .object({ metafieldsDelete: errors })
    .parse(await adminGraphql(shop, DELETE_METAFIELDS, { metafields: gone }));
  const [refusal] = metafieldsDelete?.userErrors ?? [];
  // A product that is gone has no metafields any more.
  if (refusal !== undefined) log().info({ shopId: shop.shopId, says: refusal.message }, "metafields of reviews not deleted");
}

/** Products that Shopify no longer has are left out; the others of the refused call are told. @throws AdminApiError where it is about none */
async function writeOthers(
  shop: Shop,
  held: readonly (readonly [bigint, ThemeReviews | null])[],
  refused: readonly number[],
  says: string,
): Promise<void> {
  if (refused.some((place) => !Number.isInteger(place))) throw new AdminApiError(says, "USER_ERROR");
  const shown = held.flatMap(([productId, reviews]) => (reviews === null ? [] : [{ productId, reviews }]));
  const others = shown.filter((_, place) => !refused.includes(place));
  if (others.length === 0) return;
  const { metafieldsSet } = z.object({ metafieldsSet: errors }).parse(
    await adminGraphql(shop, SET_METAFIELDS, {
      metafields: others.flatMap(({ productId, reviews }) => fieldsOf(productId, reviews)),
    }),
  );
  const [again] = metafieldsSet?.userErrors ?? [];
  if (again !== undefined) throw new AdminApiError(again.message, "USER_ERROR");
}

function fieldsOf(productId: bigint, reviews: ThemeReviews) {
  const ownerId = gid("Product", productId);
  return [
    { ownerId, namespace: "reviews", key: "rating", type: "rating", value: ratingValue(reviews) },
    { ownerId, namespace: "reviews", key: "rating_count", type: "number_integer", value: String(reviews.count) },
    { ownerId, namespace: "$app", key: "reviews", type: "json", value: JSON.stringify(reviews) },
  ];
}

function keysOf(productId: bigint) {
  const ownerId = gid("Product", productId);
  return [
    { ownerId, namespace: "reviews", key: "rating" },
    { ownerId, namespace: "reviews", key: "rating_count" },
    { ownerId, namespace: "$app", key: "reviews" },
  ];
}

const valueSchema = z.object({ value: z.string() }).nullable();
const nodeSchema = z.object({ rating: valueSchema, count: valueSchema, reviews: valueSchema });

/** Compares what Shopify holds with the reviews, and marks products of which it holds something else. @returns how many */
export async function repairReviews(shopId: number, now: Date): Promise<number> {
  const shop = await getShop(db(), shopId);
  let drifted = 0;
  for (let after = 0n; ;) {
    const { rows } = await sql<{ product_id: bigint }>`
      select p.product_id from review_products p join shops s on s.shop_id = p.shop_id
      where p.shop_id = ${shopId} and p.product_id > ${after} and p.due_at is null and ${granted} order by 1 limit ${PAGE}
    `.execute(db());
    const productIds = rows.map(({ product_id }) => product_id);
    const last = productIds.at(-1);
    if (last === undefined) return drifted;
    after = last;
    const held = [...(await readForTheme(db(), shop, productIds)).values()];
    const nodes: unknown[] = [];
    for await (const page of nodesById(shop, "reviewMetafields", productIds)) nodes.push(...page);
    const wrong = productIds.filter((_, place) => {
      const node = nodeSchema.nullable().parse(nodes[place]);
      return node !== null && !agrees(node, held[place] ?? null);
    });
    await sql`
      update review_products set due_at = ${now} where shop_id = ${shopId} and product_id = any(${ids(wrong)})
    `.execute(db());
    drifted += wrong.length;
  }
}

/** Shopify may lay JSON out otherwise than it was sent. */
function agrees({ rating, count, reviews }: z.infer<typeof nodeSchema>, held: ThemeReviews | null): boolean {
  if (held === null) return rating === null && count === null && reviews === null;
  const same = (field: { value: string } | null, value: unknown) =>
    field !== null && isDeepStrictEqual(JSON.parse(field.value), value);
  return count?.value === String(held.count) && same(reviews, held) && Number(valueIn(rating)) === Number(held.rating);
}

function valueIn(rating: { value: string } | null): string {
  const read: unknown = rating === null ? null : JSON.parse(rating.value);
  return typeof read === "object" && read !== null && "value" in read ? String(read.value) : "";
}
