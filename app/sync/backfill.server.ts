import { createInterface } from "node:readline";
import { Readable } from "node:stream";

import { sql } from "kysely";
import { z } from "zod";

import { now } from "../clock.server.ts";
import { CUSTOMERS_BULK } from "../customers/customer.graphql.ts";
import type { Fact } from "../customers/facts.ts";
import { ORDERS_BULK } from "../customers/order.graphql.ts";
import { db, type Db } from "../db.server.ts";
import { recordset } from "../lib/rows.server.ts";
import * as pipeline from "../pipeline.server.ts";
import { adminGraphql } from "../shopify.server.ts";
import { BULK_OPERATION, PRODUCTS_BULK, RUN_BULK_QUERY } from "../shops/shop.graphql.ts";
import type { Shop } from "../shops/shop.ts";
import { customerFacts, orderFacts, productFacts } from "./bulk-facts.ts";
import { readBulkObjects, type BulkObject } from "./bulk-lines.ts";
import { fetchOrders, ORDERS_PER_REQUEST } from "./fetch-orders.server.ts";

const BATCH = 250;

type Kind = "customers" | "products" | "orders";

const SOURCES: Record<Kind, { query: string; facts: (object: BulkObject, shop: Shop) => Fact[] }> = {
  customers: { query: CUSTOMERS_BULK, facts: customerFacts },
  products: { query: PRODUCTS_BULK, facts: (object, shop) => productFacts(object, shop.currency) },
  orders: { query: ORDERS_BULK, facts: orderFacts },
};
const KINDS: readonly Kind[] = ["customers", "products", "orders"];

/** Notes that the shop's history is to be read; shown as waiting until Shopify has been asked. After a reinstall it is read anew. */
export async function planBackfill(tx: Db, shopId: number): Promise<void> {
  const rows = KINDS.map((kind) => ({ kind }));
  await sql`
    insert into backfills (shop_id, kind) select ${shopId}, kind from ${recordset(rows)} as t(kind text)
    on conflict (shop_id, kind) do update set state = 'waiting', bulk_gid = null, error = null
  `.execute(tx);
}

/** Whether the shop's history has been asked for, the last step of an install. */
export async function isBackfillPlanned(tx: Db, shopId: number): Promise<boolean> {
  const { rows } = await sql`select 1 from backfills where shop_id = ${shopId}`.execute(tx);
  return rows.length === KINDS.length;
}

const startedSchema = z.object({
  bulkOperationRunQuery: z.object({
    bulkOperation: z.object({ id: z.string() }).nullable(),
    userErrors: z.array(z.object({ message: z.string() })),
  }),
});

/** Asks Shopify for what has not been asked for yet. Asking twice for one kind reads it twice, which changes nothing. */
export async function startBackfill(shop: Shop): Promise<void> {
  const { rows } = await sql<{ kind: Kind }>`
    select kind from backfills where shop_id = ${shop.shopId} and state in ('waiting', 'failed') order by kind
  `.execute(db());
  for (const { kind } of rows) {
    const { bulkOperationRunQuery: answer } = startedSchema.parse(
      await adminGraphql(shop, RUN_BULK_QUERY, { query: SOURCES[kind].query }),
    );
    if (answer.bulkOperation === null)
      throw new Error(`Shopify refused the bulk query: ${answer.userErrors.map(({ message }) => message).join("; ")}`);
    await sql`
      update backfills set state = 'running', bulk_gid = ${answer.bulkOperation.id}, error = null, started_at = ${now()},
        finished_at = null, objects_done = 0, objects_total = null, attempts = attempts + 1
      where shop_id = ${shop.shopId} and kind = ${kind}
    `.execute(db());
  }
}

const operationSchema = z.object({
  bulkOperation: z
    .object({
      status: z.string(),
      errorCode: z.string().nullable(),
      objectCount: z.union([z.string(), z.number()]),
      url: z.string().nullable(),
    })
    .nullable(),
});

const STILL_AT_WORK = new Set(["CREATED", "RUNNING", "CANCELING"]);

/** Operations that Shopify is still at work on, or whose result has not been read. */
export async function listOpenBulk(shopId: number): Promise<string[]> {
  const { rows } = await sql<{ bulk_gid: string }>`
    select bulk_gid from backfills where shop_id = ${shopId} and state in ('running', 'reading') and bulk_gid is not null
  `.execute(db());
  return rows.map(({ bulk_gid }) => bulk_gid);
}

/**
 * Reads the result of a finished bulk operation that we asked for, line by line, in batches that each are one transaction. Reading again after a
 * crash applies the same facts again, which changes nothing.
 */
export async function readBulk(shop: Shop, bulkGid: string): Promise<"done" | "not-finished" | "not-ours"> {
  const { rows } = await sql<{ kind: Kind }>`
    select kind from backfills where shop_id = ${shop.shopId} and bulk_gid = ${bulkGid} and state in ('running', 'reading')
  `.execute(db());
  const kind = rows[0]?.kind;
  if (kind === undefined) return "not-ours";
  const { bulkOperation } = operationSchema.parse(await adminGraphql(shop, BULK_OPERATION, { id: bulkGid }));
  if (bulkOperation !== null && STILL_AT_WORK.has(bulkOperation.status)) return "not-finished";
  if (bulkOperation?.status !== "COMPLETED") {
    const error = bulkOperation?.errorCode ?? bulkOperation?.status ?? "unknown operation";
    await sql`update backfills set state = 'failed', error = ${error} where shop_id = ${shop.shopId} and kind = ${kind}`.execute(
      db(),
    );
    throw new Error(`The bulk operation for ${kind} ended as ${error}`);
  }
  await sql`update backfills set state = 'reading', objects_done = 0 where shop_id = ${shop.shopId} and kind = ${kind}`.execute(
    db(),
  );
  const done = bulkOperation.url === null ? 0 : await readInto(shop, kind, bulkOperation.url);
  await sql`
    update backfills set state = 'done', finished_at = ${now()}, objects_done = ${done}, objects_total = ${done}
    where shop_id = ${shop.shopId} and kind = ${kind}
  `.execute(db());
  return "done";
}

async function readInto(shop: Shop, kind: Kind, url: string): Promise<number> {
  const response = await fetch(url);
  if (!response.ok || response.body === null) throw new Error(`The bulk result answered ${response.status}`);
  const lines = createInterface({
    input: Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]),
    crlfDelay: Infinity,
  });
  const facts: Fact[] = [];
  const stale: bigint[] = [];
  let done = 0;
  const flush = async () => {
    await applyFacts(shop, facts.splice(0));
    await sql`update backfills set objects_done = ${done} where shop_id = ${shop.shopId} and kind = ${kind}`.execute(db());
  };
  for await (const object of readBulkObjects(lines)) {
    for (const fact of SOURCES[kind].facts(object, shop)) {
      if (fact.kind === "order-stale") stale.push(fact.orderId);
      else facts.push(fact);
    }
    done += 1;
    if (facts.length >= BATCH) await flush();
  }
  await flush();
  for (let start = 0; start < stale.length; start += ORDERS_PER_REQUEST) {
    await applyFacts(shop, await fetchOrders(shop, stale.slice(start, start + ORDERS_PER_REQUEST)));
  }
  return done;
}

async function applyFacts(shop: Shop, facts: Fact[]): Promise<void> {
  if (facts.length > 0) await pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, facts, now()));
}
