import { sql } from "kysely";
import { z } from "zod";

import { tell, type EventOf } from "../customers/timeline.server.ts";
import type { Db } from "../db.server.ts";
import { sending } from "../db/together.ts";
import type { CheckoutFact, CheckoutSnapshot } from "../facts/checkout.ts";
import { stringifyJson } from "../lib/json.ts";
import { customersByShop, ids, recordset } from "../lib/rows.server.ts";
import { DAY_MS, plusMs } from "../lib/time.ts";
import type { Shop } from "../shops/shop.ts";
import { abandonedAt, cartOf } from "./checkout.ts";

/** Shopify keeps checkouts that nobody finishes for three months. */
const KEPT_MS = 90 * DAY_MS;

type Row = { checkoutId: bigint; customerId: bigint; activeAt: Date; lines: unknown; over: string | null };

const linesSchema = z.array(z.object({ productId: z.string().nullable(), variantId: z.string(), quantity: z.number() }));

/** What else has changed in the batch: an order, or a customer whose address has become known, may end or claim a checkout. */
type Around = { orderIds: readonly bigint[]; customerIds: readonly bigint[] };

/**
 * Keeps checkouts as they were last worked on, and ends those that came to an order, or that Shopify no longer has. An order ends every checkout of its
 * customer and of its address that was begun before it, whatever its token. @returns customers of whose checkouts something was told
 */
export async function apply(
  db: Db,
  { shopId }: Shop,
  facts: readonly CheckoutFact[],
  around: Around,
  now: Date,
): Promise<bigint[]> {
  const told = facts.flatMap((fact) => (fact.kind === "checkout" ? [fact.checkout] : []));
  await write(db, shopId, told);
  const gone = facts.flatMap((fact) => (fact.kind === "checkout-deleted" ? [fact.cartToken] : []));
  await nameCustomers(
    db,
    shopId,
    told.map(({ token }) => token),
    around.customerIds,
  );
  const bought = await endBought(
    db,
    shopId,
    told.map(({ token }) => token),
    around,
  );
  const left = gone.length === 0 ? [] : await endGone(db, shopId, gone);
  const again = told.length === 0 ? [] : await leftBefore(db, shopId, told);
  return tellOf(db, shopId, [...bought, ...left, ...again], now);
}

/** One that somebody works on again is left anew. */
async function leftBefore(db: Db, shopId: number, told: readonly CheckoutSnapshot[]): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select ${columns} from checkouts c
    where shop_id = ${shopId} and token = any(${told.map(({ token }) => token)}::text[]) and told_at is not null and over is null
      and customer_id is not null
  `.execute(db);
  return rows;
}

const columns = sql`c.checkout_id as "checkoutId", c.customer_id as "customerId", c.active_at as "activeAt", c.lines, c.over`;

/** The latest state of each, whatever order they come in; who once was named stays so. */
async function write(db: Db, shopId: number, checkouts: readonly CheckoutSnapshot[]): Promise<void> {
  if (checkouts.length === 0) return;
  const latest = new Map<string, CheckoutSnapshot>();
  for (const checkout of checkouts) {
    const known = latest.get(checkout.token);
    latest.set(checkout.token, known === undefined ? checkout : later(known, checkout));
  }
  const rows = [...latest.values()].map(({ token, cartToken, customerId, email, createdAt, activeAt, completedAt, lines }) => ({
    ...{ token, cart_token: cartToken, customer_id: customerId, email, created_at: createdAt, active_at: activeAt },
    ...{ lines: stringifyJson(lines), over: completedAt === null ? null : "bought", due_at: abandonedAt(activeAt) },
  }));
  await sql`
    insert into checkouts as c (shop_id, token, cart_token, customer_id, email, created_at, active_at, lines, over, due_at)
    select ${shopId}, token, cart_token, customer_id, email, created_at, active_at, lines::jsonb, over, case when over is null then due_at end
    from ${recordset(rows)} as t(token text, cart_token text, customer_id bigint, email text, created_at timestamptz,
      active_at timestamptz, lines text, over text, due_at timestamptz) order by token
    on conflict (shop_id, token) do update set
      cart_token = coalesce(excluded.cart_token, c.cart_token),
      customer_id = case when excluded.active_at >= c.active_at then coalesce(excluded.customer_id, c.customer_id)
        else coalesce(c.customer_id, excluded.customer_id) end,
      email = case when excluded.active_at >= c.active_at then coalesce(excluded.email, c.email) else coalesce(c.email, excluded.email) end,
      lines = case when excluded.active_at >= c.active_at then excluded.lines else c.lines end,
      active_at = greatest(excluded.active_at, c.active_at),
      over = case when excluded.over = 'bought' then excluded.over else c.over end,
      due_at = case when excluded.over is null and c.over is null and c.told_at is null then greatest(excluded.due_at, c.due_at) end
  `.execute(sending(db));
}

function later(a: CheckoutSnapshot, b: CheckoutSnapshot): CheckoutSnapshot {
  const [old, latest] = a.activeAt <= b.activeAt ? [a, b] : [b, a];
  return {
    ...latest,
    cartToken: latest.cartToken ?? old.cartToken,
    customerId: latest.customerId ?? old.customerId,
    email: latest.email ?? old.email,
    completedAt: latest.completedAt ?? old.completedAt,
  };
}

/** Whose a checkout is: who it names, and who they have become; else the customer with its address. */
async function nameCustomers(db: Db, shopId: number, tokens: readonly string[], customerIds: readonly bigint[]): Promise<void> {
  if (tokens.length > 0)
    await sql`
      update checkouts c set customer_id = u.merged_into from customers u
      where c.shop_id = ${shopId} and c.token = any(${[...tokens]}::text[]) and u.shop_id = c.shop_id and u.customer_id = c.customer_id
        and u.merged_into is not null
    `.execute(sending(db));
  await sql`
    update checkouts c set customer_id = u.customer_id from customers u
    where c.shop_id = ${shopId} and c.customer_id is null and u.shop_id = c.shop_id and u.email = c.email
      and u.deleted_at is null and u.redacted_at is null and u.merged_into is null
      and (u.customer_id = any(${ids(customerIds)}) or c.token = any(${[...tokens]}::text[]))
  `.execute(sending(db));
}

async function endBought(db: Db, shopId: number, tokens: readonly string[], { orderIds, customerIds }: Around): Promise<Row[]> {
  if (tokens.length + orderIds.length + customerIds.length === 0) return [];
  const { rows } = await sql<Row & { told: boolean }>`
    update checkouts c set over = 'bought', due_at = null
    where c.shop_id = ${shopId} and c.over is distinct from 'bought'
      and (c.token = any(${[...tokens]}::text[]) or c.customer_id = any(${ids(customerIds)}) or c.email in (
        select o.email from orders o where o.shop_id = ${shopId} and o.order_id = any(${ids(orderIds)})
      ))
      and exists (
        select 1 from orders o where o.shop_id = c.shop_id and not o.test and o.created_at >= c.created_at
          and (o.customer_id = c.customer_id or o.email = c.email)
      )
    returning ${columns}, c.told_at is not null and c.customer_id is not null as told
  `.execute(db);
  return rows.filter(({ told }) => told);
}

async function endGone(db: Db, shopId: number, cartTokens: readonly string[]): Promise<Row[]> {
  const { rows } = await sql<Row & { told: boolean }>`
    update checkouts c set over = 'gone', due_at = null
    where c.shop_id = ${shopId} and c.cart_token = any(${[...cartTokens]}::text[]) and c.over is null
    returning ${columns}, c.told_at is not null and c.customer_id is not null as told
  `.execute(db);
  return rows.filter(({ told }) => told);
}

async function tellOf(db: Db, shopId: number, rows: readonly Row[], now: Date): Promise<bigint[]> {
  const events = rows.map(({ checkoutId, customerId, activeAt, lines, over }): EventOf<"checkout.abandoned"> => ({
    ...{ customerId, kind: "checkout.abandoned", key: `checkout:${checkoutId}`, occurredAt: activeAt },
    data: { checkoutId, ...cartOf(linesSchema.parse(lines)), ...(over === null ? {} : { over }) },
  }));
  await tell(db, shopId, events, now);
  return [...new Set(rows.map(({ customerId }) => customerId))];
}

/** Customers who have left a checkout alone for long enough by now. Reads only. */
export async function listAbandoned(db: Db, now: Date, limit: number): Promise<Map<number, bigint[]>> {
  const { rows } = await sql<{ shop_id: number; customer_id: bigint }>`
    select distinct shop_id, customer_id from (
      select shop_id, customer_id from checkouts where due_at <= ${now} and customer_id is not null order by due_at limit ${limit}
    ) due order by shop_id, customer_id
  `.execute(db);
  return customersByShop(rows);
}

/** Tells of the checkouts that these customers have left. @returns of whom there was something to tell */
export async function tellAbandoned(db: Db, { shopId }: Shop, customerIds: readonly bigint[], now: Date): Promise<bigint[]> {
  const { rows } = await sql<Row>`
    update checkouts c set told_at = ${now}, due_at = null
    where c.shop_id = ${shopId} and c.customer_id = any(${ids(customerIds)}) and c.due_at <= ${now}
    returning ${columns}
  `.execute(db);
  return tellOf(db, shopId, rows, now);
}

/** Forgets checkouts on which nobody has worked for three months. @returns how many */
export async function dropOldCheckouts(db: Db, now: Date, limit = 10_000): Promise<number> {
  const old = await sql`
    delete from checkouts where (shop_id, checkout_id) in (
      select shop_id, checkout_id from checkouts where active_at < ${plusMs(now, -KEPT_MS)} limit ${limit}
    )
  `.execute(db);
  return Number(old.numAffectedRows ?? 0n);
}
