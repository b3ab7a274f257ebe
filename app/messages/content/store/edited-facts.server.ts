import { sql } from "kysely";

import type { Tx } from "../../../db.server.ts";
import { ids, recordset } from "../../../lib/rows.server.ts";
import type { FactSource } from "../../templates/facts.ts";
import { compiledSchema, type Compiled } from "../compile/compiled.ts";
import { MOST_PRODUCTS } from "../document/blocks.ts";
import type { BoughtLine, Edited, EditedQuestion, Recommend, Sold } from "./edited.ts";

/** Orders of which something is recommended. */
const RECENT = 3;

/** What edited emails are filled from, as they leave. Each version is read once for all whom it goes to. */
export const editedFacts =
  (recommend: Recommend): FactSource<"edited"> =>
  async (tx, shopId, questions) => {
    const versions = await readVersions(
      tx,
      shopId,
      questions.map(({ about }) => about),
    );
    return chosenFor(tx, shopId, recommend, questions, (about) => versions.get(nameOf(about)));
  };

/** What emails are filled with, of each reader who is asked about. @param compiledOf the version of a question; null is answered where there is none */
export async function chosenFor(
  tx: Tx,
  shopId: number,
  recommend: Recommend,
  questions: readonly { customerId: bigint; about: EditedQuestion }[],
  compiledOf: (about: EditedQuestion) => Compiled | undefined,
): Promise<(Edited | null)[]> {
  const orders = await readOrders(tx, shopId, questions);
  const rowsOf = (about: EditedQuestion) => Object.values(compiledOf(about) ?? {}).flatMap(({ rows }) => rows);
  const known = questions.map(({ customerId, about }) => {
    const { order = null, bought = new Set<bigint>(), recent = [] } = orders.get(keyOf(customerId, about.orderId)) ?? {};
    return { about, order, bought, last: [...new Set([...about.productIds, ...recent])] };
  });
  const asking = known.filter(({ about }) => rowsOf(about).some(({ from }) => from === "recommended"));
  const chosen = asking.length === 0 ? [] : await recommend(tx, shopId, asking, MOST_PRODUCTS);
  const recommended = new Map(asking.map((one, index) => [one, chosen[index] ?? []]));
  const shown = new Set([
    ...known.flatMap(({ about }) => rowsOf(about).flatMap(({ productIds }) => productIds.map(BigInt))),
    ...known.flatMap(({ about, order }) => [...about.productIds, ...(order?.lines.map(({ productId }) => productId) ?? [])]),
    ...chosen.flat(),
  ]);
  const sold = new Map((await readSold(tx, shopId, [...shown])).map((one) => [one.productId, one]));
  return known.map((one) => {
    const { about, order, bought } = one;
    const compiled = compiledOf(about);
    return compiled === undefined ? null : { compiled, order, bought, sold, recommended: recommended.get(one) ?? [] };
  });
}

const nameOf = ({ emailId, version }: Pick<EditedQuestion, "emailId" | "version">) => `${emailId}:${version}`;
const keyOf = (customerId: bigint, orderId: bigint | null) => `${customerId}:${orderId ?? ""}`;

/** Reading a version costs more than filling it: what was read is kept, as long as what is stored is the same (a new brand changes it). */
const read = new Map<string, { text: string; compiled: Compiled }>();
const REMEMBERED = 100;

async function readVersions(tx: Tx, shopId: number, asked: readonly EditedQuestion[]): Promise<Map<string, Compiled>> {
  const wanted = new Map(asked.map((one) => [nameOf(one), { email_id: one.emailId, version: one.version }]));
  const { rows } = await sql<{ emailId: number; version: number; text: string }>`
    select v.email_id as "emailId", v.version, v.compiled::text as text
    from email_versions v join ${recordset([...wanted.values()])} as w(email_id int, version int) using (email_id, version)
    where v.shop_id = ${shopId} and v.compiled is not null
  `.execute(tx);
  return new Map(
    rows.map(({ emailId, version, text }) => {
      const key = `${shopId}:${nameOf({ emailId, version })}`;
      const known = read.get(key);
      const compiled = known?.text === text ? known.compiled : compiledSchema.parse(JSON.parse(text));
      if (read.size >= REMEMBERED) read.clear();
      read.set(key, { text, compiled });
      return [nameOf({ emailId, version }), compiled];
    }),
  );
}

/** `recent`: what was bought in the last few orders, the newest first. */
type Bought = Pick<Edited, "order" | "bought"> & { recent: bigint[] };

/** The order that is asked about, else the last one of each customer; and what they bought in their last twenty. */
async function readOrders(
  tx: Tx,
  shopId: number,
  questions: readonly { customerId: bigint; about: EditedQuestion }[],
): Promise<Map<string, Bought>> {
  const asked = new Map(
    questions.map(({ customerId, about }) => [
      keyOf(customerId, about.orderId),
      { customer_id: customerId, order_id: about.orderId },
    ]),
  );
  const { rows } = await sql<{ customerId: bigint; orderId: bigint | null; at: Date; isAsked: boolean; lines: StoredLine[] }>`
    select w.customer_id as "customerId", w.order_id as "orderId", o.processed_at as at, coalesce(o.order_id = w.order_id, false) as "isAsked",
      coalesce(o.snapshot -> 'lines', '[]') as lines
    from ${recordset([...asked.values()])} as w(customer_id bigint, order_id bigint)
    cross join lateral (
      select order_id, processed_at, snapshot from orders
      where shop_id = ${shopId} and customer_id = w.customer_id and cancelled_at is null and deleted_at is null and not test
      order by processed_at desc, order_id desc limit 20
    ) o
    order by w.customer_id, o.processed_at desc, o.order_id desc
  `.execute(tx);
  const found = new Map<string, Bought>();
  for (const [key, own] of Map.groupBy(rows, ({ customerId, orderId }) => keyOf(customerId, orderId))) {
    const meant = own.find(({ isAsked }) => isAsked) ?? own[0];
    const bought = new Set(own.flatMap(({ lines }) => linesOf(lines).map(({ productId }) => productId)));
    const last = [...(meant === undefined ? [] : [meant]), ...own.slice(0, RECENT)];
    const recent = last.flatMap(({ lines }) => linesOf(lines).map(({ productId }) => productId));
    found.set(key, { order: meant === undefined ? null : { at: meant.at, lines: linesOf(meant.lines) }, bought, recent });
  }
  return found;
}

type StoredLine = {
  productId: string | null;
  variantId: string | null;
  currentQuantity: number;
  giftCard: boolean;
  tip: boolean;
};

/** What is left of an order after edits, refunds and returns. */
function linesOf(stored: readonly StoredLine[]): BoughtLine[] {
  return stored.flatMap(({ productId, variantId, currentQuantity, giftCard, tip }) =>
    productId === null || currentQuantity < 1 || giftCard || tip
      ? []
      : [{ productId: BigInt(productId), variantId: variantId === null ? null : BigInt(variantId), quantity: currentQuantity }],
  );
}

const soldColumns = sql`
  p.product_id as "productId", p.title, p.handle, p.image_url as "imageUrl", p.product_type as "productType", p.vendor, v."priceMinor", v."from", v."variantId"
  from products p cross join lateral (
    select min((one ->> 'priceMinor')::bigint) as "priceMinor", coalesce(min((one ->> 'priceMinor')::bigint) < max((one ->> 'priceMinor')::bigint), false) as "from",
      (p.variants -> 0 ->> 'variantId')::bigint as "variantId"
    from jsonb_array_elements(p.variants) as one
  ) v`;

/** Those of the products that can be bought. */
export async function readSold(tx: Pick<Tx, "getExecutor">, shopId: number, productIds: readonly bigint[]): Promise<Sold[]> {
  if (productIds.length === 0) return [];
  const { rows } = await sql<Sold>`
    select ${soldColumns} where p.shop_id = ${shopId} and p.product_id = any(${ids(productIds)}) and p.status = 'active' and p.deleted_at is null
  `.execute(tx);
  return rows;
}
