import { createInterface } from "node:readline";
import { Readable } from "node:stream";

import { sql } from "kysely";
import { z } from "zod";

import { now } from "../../clock.server.ts";
import { CUSTOMERS_BULK } from "../../customers/snapshot/customer.graphql.ts";
import type { Fact } from "../../facts/fact.ts";
import { ORDERS_BULK } from "../../customers/orders/snapshot/order.graphql.ts";
import { db, type Db } from "../../db.server.ts";
import { backoffSql } from "../../lib/backoff.ts";
import { recordset } from "../../lib/rows.server.ts";
import { DAY_MS, MINUTE_MS } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import { receive } from "../../pipeline/change.server.ts";
import { adminGraphql } from "../../shopify.server.ts";
import { BULK_OPERATION, PRODUCTS_BULK, RUN_BULK_QUERY } from "../../shops/shop.graphql.ts";
import type { Shop } from "../../shops/shop.ts";
import { customerFacts, orderFacts, productFacts } from "./bulk-facts.ts";
import { readBulkObjects, type BulkObject } from "./bulk-lines.ts";
import { readOrders } from "./fetch-orders.server.ts";
import { messageOf } from "../../lib/mask.ts";

const BATCH = 250;
/** Orders that are read one by one and applied in one transaction. */
const READ_TOGETHER = 10;

type Kind = "customers" | "products" | "orders";

const SOURCES: Record<Kind, { query: string; facts: (object: BulkObject, shop: Shop) => Fact[] }> = {
  customers: { query: CUSTOMERS_BULK, facts: customerFacts },
  products: { query: PRODUCTS_BULK, facts: (object, shop) => productFacts(object, shop.currency) },
  orders: { query: ORDERS_BULK, facts: orderFacts },
};
const KINDS: readonly Kind[] = ["customers", "products", "orders"];

/**
 * Notes that the shop's history is to be read; shown as waiting until Shopify has been asked. After a reinstall it is read anew, and so are the orders once
 * those beyond 60 days may be seen.
 */
export async function planBackfill(tx: Db, shopId: number, kinds: readonly Kind[] = KINDS): Promise<void> {
  const rows = kinds.map((kind) => ({ kind }));
  await sql`
    insert into backfills (shop_id, kind) select ${shopId}, kind from ${recordset(rows)} as t(kind text)
    on conflict (shop_id, kind) do update set state = 'waiting', bulk_gid = null, error = null, attempts = 0, started_at = null
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

/** Due: planned and never asked for, or failed and rested since, twice as long each time and at most a day. */
const dueAt = (at: Date) => sql`
  state in ('waiting', 'failed') and (started_at is null or started_at + ${backoffSql(sql`attempts`, MINUTE_MS, DAY_MS)} <= ${at})
`;

/**
 * Asks Shopify for what is due. Asking twice for one kind reads it twice, which changes nothing; what Shopify refuses is asked for again later and
 * holds up no other kind.
 */
export async function startBackfill(shop: Shop, at: Date): Promise<void> {
  const { rows } = await sql<{ kind: Kind }>`
    select kind from backfills where shop_id = ${shop.shopId} and ${dueAt(at)} order by kind
  `.execute(db());
  for (const { kind } of rows) {
    try {
      await start(shop, kind, at);
    } catch (error) {
      await fail(shop.shopId, kind, messageOf(error));
    }
  }
}

async function start(shop: Shop, kind: Kind, at: Date): Promise<void> {
  const ofKind = sql`shop_id = ${shop.shopId} and kind = ${kind}`;
  await sql`update backfills set attempts = attempts + 1, started_at = ${at} where ${ofKind}`.execute(db());
  const { bulkOperationRunQuery: answer } = startedSchema.parse(
    await adminGraphql(shop, RUN_BULK_QUERY, { query: SOURCES[kind].query }),
  );
  if (answer.bulkOperation === null) throw new Error(answer.userErrors.map(({ message }) => message).join("; "));
  await sql`
    update backfills set state = 'running', bulk_gid = ${answer.bulkOperation.id}, error = null, finished_at = null, objects_done = 0,
      objects_total = null
    where ${ofKind}
  `.execute(db());
}

/** Not thrown on: `listUnfinished` names it again when it has rested. */
async function fail(shopId: number, kind: Kind, error: string): Promise<void> {
  log().warn({ shopId, kind, error }, "history not read");
  await sql`
    update backfills set state = 'failed', error = ${error.slice(0, 500)} where shop_id = ${shopId} and kind = ${kind}
  `.execute(db());
}

export type Unfinished = {
  shopId: number;
  /** Something is to be asked for. */
  start: boolean;
  /** Operations that Shopify is still at work on, or whose results have not been read to their end. */
  bulkGids: string[];
};

/** What is left to do for histories, whatever went wrong before: a lost message, a worker that died, a refusal, a result that has expired. */
export async function listUnfinished(at: Date): Promise<Unfinished[]> {
  const { rows } = await sql<Unfinished>`
    select shop_id as "shopId", bool_or(${dueAt(at)}) as start,
      coalesce(array_agg(bulk_gid) filter (where state in ('running', 'reading') and bulk_gid is not null), '{}') as "bulkGids"
    from backfills join shops using (shop_id)
    where shops.status = 'installed' and state <> 'done' group by shop_id order by shop_id
  `.execute(db());
  return rows.filter(({ start, bulkGids }) => start || bulkGids.length > 0);
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

/**
 * Reads the result of a finished bulk operation that we asked for, line by line, in batches that each are one transaction. Reading again after a
 * crash applies the same facts again, which changes nothing.
 */
export async function readBulk(shop: Shop, bulkGid: string): Promise<"done" | "failed" | "not-finished" | "not-ours"> {
  const { rows } = await sql<{ kind: Kind }>`
    select kind from backfills where shop_id = ${shop.shopId} and bulk_gid = ${bulkGid} and state in ('running', 'reading')
  `.execute(db());
  const kind = rows[0]?.kind;
  if (kind === undefined) return "not-ours";
  const { bulkOperation } = operationSchema.parse(await adminGraphql(shop, BULK_OPERATION, { id: bulkGid }));
  if (bulkOperation !== null && STILL_AT_WORK.has(bulkOperation.status)) return "not-finished";
  const lost = whyLost(bulkOperation);
  if (lost !== null) {
    await fail(shop.shopId, kind, lost);
    return "failed";
  }
  await sql`update backfills set state = 'reading', objects_done = 0 where shop_id = ${shop.shopId} and kind = ${kind}`.execute(
    db(),
  );
  const done = bulkOperation?.url == null ? 0 : await readInto(shop, kind, bulkOperation.url);
  if (done === "expired") {
    await fail(shop.shopId, kind, "The result has expired");
    return "failed";
  }
  await sql`
    update backfills set state = 'done', finished_at = ${now()}, objects_done = ${done}, objects_total = ${done}
    where shop_id = ${shop.shopId} and kind = ${kind}
  `.execute(db());
  return "done";
}

/** Why an operation that has ended has nothing to read; null when it has, or when there was nothing. */
function whyLost(operation: z.infer<typeof operationSchema>["bulkOperation"]): string | null {
  if (operation?.status !== "COMPLETED") return operation?.errorCode ?? operation?.status ?? "The operation is unknown";
  return operation.url === null && String(operation.objectCount) !== "0" ? "The result has expired" : null;
}

async function readInto(shop: Shop, kind: Kind, url: string): Promise<number | "expired"> {
  const response = await fetch(url);
  if (response.status >= 400 && response.status < 500 && response.status !== 429) return "expired";
  if (!response.ok || response.body === null) throw new Error(`The bulk result answered ${response.status}`);
  const lines = createInterface({
    input: Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]),
    crlfDelay: Infinity,
  });
  const facts: Fact[] = [];
  const stale: bigint[] = [];
  let done = 0;
  const flush = async () => {
    await receive(shop, facts.splice(0));
    await sql`update backfills set objects_done = ${done} where shop_id = ${shop.shopId} and kind = ${kind}`.execute(db());
  };
  for await (const object of readBulkObjects(lines)) {
    for (const fact of factsOf(shop, kind, object)) {
      if (fact.kind === "order-stale") stale.push(fact.orderId);
      else facts.push(fact);
    }
    done += 1;
    if (facts.length >= BATCH) await flush();
  }
  await flush();
  for (let start = 0; start < stale.length; start += READ_TOGETHER) {
    await readOrders(shop, stale.slice(start, start + READ_TOGETHER), now);
  }
  return done;
}

/** An object that we cannot read holds up no other. */
function factsOf(shop: Shop, kind: Kind, object: BulkObject): Fact[] {
  try {
    return SOURCES[kind].facts(object, shop);
  } catch (error) {
    log().error({ error, shopId: shop.shopId, object: object.root.id }, "an object of the history cannot be read");
    return [];
  }
}
