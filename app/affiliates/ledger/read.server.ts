import { sql } from "kysely";

import { placedAt } from "../../customers/orders/earns.ts";
import type { Db } from "../../db.server.ts";
import { orderSnapshotSchema, type OrderSnapshot } from "../../facts/order-snapshot.ts";
import { ids, recordset, texts } from "../../lib/rows.server.ts";
import { listReferred } from "../../referrals/links/claims.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { planTermsSchema, rateSchema, type Rate } from "../setup/plan.ts";
import type { Attribution, Click, Partner, Placed, Reason, Way } from "./attribute.ts";
import { staying } from "./mark.server.ts";
import type { AffiliateDay } from "./volume.ts";

/** An order with what was found of it before. `buyer`: the account's id, or the order's own where a guest placed it. `kept`: what was written of it last. */
export type Row = {
  order: OrderSnapshot;
  customerId: bigint | null;
  customerEmail: string | null;
  buyer: string;
  isFirst: boolean;
  before: Attribution | null;
  rates: Record<string, Rate | null>;
  kept: Kept;
};
/** `day` of the shop, as "2026-11-30"; `dueAt` null: it does not count. */
type Kept = { day: string | null; dueAt: Date | null; netMinor: bigint };

type Stored = {
  snapshot: unknown;
  customerId: bigint | null;
  customerEmail: string | null;
  affiliateId: bigint | null;
  way: Way | null;
  reason: Reason | null;
  terms: unknown;
  recruiterId: bigint | null;
  rates: Record<string, unknown>;
} & Kept;

const KEPT = sql`a.affiliate_id as "affiliateId", a.recruiter_id as "recruiterId", a.way, a.reason, a.terms, a.day::text as day, a.due_at as "dueAt", coalesce(a.net_minor, 0) as "netMinor"`;

/**
 * These orders, and where a customer may stay with who has brought them, all that they placed since: whose one is may depend on the others. In the order in which they were placed. Others of a customer are
 * whose they are by themselves, and not read.
 */
export async function readBuyers(tx: Db, shop: Shop, since: Date, orderIds: readonly bigint[]): Promise<Row[]> {
  const { rows } = await sql<Stored>`
    with asked as (select order_id, customer_id from orders where shop_id = ${shop.shopId} and order_id = any(${ids(orderIds)})),
    stay as (${staying(shop.shopId, sql`select customer_id from asked`)}),
    wanted as (
      select order_id from asked
      union select b.order_id from stay s join orders b on b.shop_id = ${shop.shopId} and b.customer_id = s.customer_id and b.created_at >= greatest(s.at, ${since})
    )
    select o.snapshot, o.customer_id as "customerId", c.email as "customerEmail", ${KEPT}, coalesce(a.rates, '{}') as rates
    from orders o
    left join customers c on c.shop_id = o.shop_id and c.customer_id = o.customer_id
    left join affiliate_orders a on a.shop_id = o.shop_id and a.order_id = o.order_id
    where o.shop_id = ${shop.shopId} and o.order_id in (select order_id from wanted)
  `.execute(tx);
  return withFirsts(tx, shop.shopId, rows.map(parse).toSorted(byPlace));
}

/** All orders of these days, as they were found to be. */
export async function readOfDays(tx: Db, shopId: number, days: readonly AffiliateDay[]): Promise<Row[]> {
  if (days.length === 0) return [];
  const wanted = days.map(({ affiliateId, day }) => ({ affiliate_id: affiliateId, day }));
  const { rows } = await sql<Stored>`
    select o.snapshot, o.customer_id as "customerId", null::text as "customerEmail", ${KEPT}, a.rates
    from ${recordset(wanted)} as w(affiliate_id bigint, day date)
    join affiliate_orders a on a.shop_id = ${shopId} and a.affiliate_id = w.affiliate_id and a.day = w.day
    join orders o on o.shop_id = a.shop_id and o.order_id = a.order_id
  `.execute(tx);
  return rows.map(parse);
}

function parse({
  snapshot,
  customerId,
  customerEmail,
  affiliateId,
  recruiterId,
  way,
  reason,
  terms,
  rates,
  ...kept
}: Stored): Row {
  const order = orderSnapshotSchema.parse(snapshot);
  return {
    ...{ order, customerId, customerEmail, isFirst: true, kept },
    buyer: customerId === null ? `order:${order.orderId}` : customerId.toString(),
    before:
      affiliateId === null || way === null || terms === null
        ? null
        : { affiliateId, way, reason, terms: planTermsSchema.parse(terms), recruiterId },
    rates: Object.fromEntries(Object.entries(rates).map(([lineId, rate]) => [lineId, rateSchema.nullable().parse(rate)])),
  };
}

export function byPlace(a: Row, b: Row): number {
  return placedAt(a.order).getTime() - placedAt(b.order).getTime() || (a.order.orderId < b.order.orderId ? -1 : 1);
}

/** Which of them are the first that their buyers have ever placed: with the account, or as a guest with its address. */
async function withFirsts(tx: Db, shopId: number, read: readonly Row[]): Promise<Row[]> {
  const asked = read.map(({ order, customerId, customerEmail }) => ({
    ...{ order_id: order.orderId, customer_id: customerId, placed_at: placedAt(order) },
    emails: [order.email, customerEmail].filter((email) => email !== null),
  }));
  const placed = sql`case when e.created_at - e.processed_at > interval '1 day' then e.processed_at else e.created_at end`;
  const earlier = sql`e.shop_id = ${shopId} and not e.test and e.order_id <> t.order_id and (${placed}, e.order_id) < (t.placed_at, t.order_id)`;
  const { rows } = await sql<{ order_id: bigint }>`
    select t.order_id from ${recordset(asked)} as t(order_id bigint, customer_id bigint, placed_at timestamptz, emails text[])
    where exists (select from orders e where e.customer_id = t.customer_id and ${earlier})
      or exists (select from orders e where e.customer_id is null and e.email = any(t.emails) and ${earlier})
      or exists (
        select from customers c join orders e on e.shop_id = c.shop_id and e.customer_id = c.customer_id
        where c.shop_id = ${shopId} and t.customer_id is null and c.email = any(t.emails) and ${earlier}
      )
  `.execute(tx);
  const later = new Set(rows.map(({ order_id }) => order_id));
  return read.map((row) => ({ ...row, isFirst: !later.has(row.order.orderId) }));
}

/** What `attribute` is to know of each. Test orders are nobody's. */
export async function placedOf(tx: Db, shopId: number, rows: readonly Row[]): Promise<(Placed & { buyer: string })[]> {
  const real = rows.filter(({ order }) => !order.test);
  const referred = await listReferred(tx, shopId, [...new Set(real.flatMap(({ order }) => codesOf(order)))]);
  return real.map(({ order, customerId, customerEmail, buyer, isFirst, before }) => ({
    ...{ orderId: order.orderId, placedAt: placedAt(order), codes: codesOf(order), customerId, isFirst, before, buyer },
    emails: [order.email, customerEmail].filter((email) => email !== null),
    referred: codesOf(order).some((code) => referred.has(code)),
  }));
}

function codesOf({ discountCodes }: OrderSnapshot): string[] {
  return discountCodes.map((code) => code.toUpperCase());
}

/** Which links these customers have followed. */
export async function readClicks(tx: Db, shopId: number, customerIds: readonly bigint[]): Promise<Map<string, Click[]>> {
  const { rows } = await sql<Click & { customer_id: bigint }>`
    select customer_id, affiliate_id as "affiliateId", clicked_at as "clickedAt" from affiliate_touches
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})
  `.execute(tx);
  return Map.groupBy(rows, ({ customer_id }) => customer_id.toString());
}

type Found = Omit<Partner, "terms" | "recruiter"> & {
  terms: unknown;
  recruiterId: bigint | null;
  recruiterCustomerId: bigint | null;
  recruiterEmails: string[];
  recruiterApprovedAt: Date | null;
  recruiterEndedAt: Date | null;
};

/** Who may have brought them: whose code they carry, whose link was followed, and whose they were found to be. */
export async function readPartners(
  tx: Db,
  shopId: number,
  codes: readonly string[],
  affiliateIds: readonly bigint[],
): Promise<Partner[]> {
  const { rows } = await sql<Found>`
    select a.affiliate_id as "affiliateId", a.code, a.customer_id as "customerId", array_remove(array[a.email, c.email], null) as emails, a.approved_at as "approvedAt",
      a.ended_at as "endedAt", p.terms,
      u.affiliate_id as "recruiterId", u.customer_id as "recruiterCustomerId", array_remove(array[u.email, d.email], null) as "recruiterEmails",
      u.approved_at as "recruiterApprovedAt", u.ended_at as "recruiterEndedAt"
    from affiliates a join affiliate_plans p on p.shop_id = a.shop_id and p.plan_id = a.plan_id
    left join customers c on c.shop_id = a.shop_id and c.customer_id = a.customer_id
    left join affiliates u on u.shop_id = a.shop_id and u.affiliate_id = a.recruited_by
    left join customers d on d.shop_id = u.shop_id and d.customer_id = u.customer_id
    where a.shop_id = ${shopId} and a.approved_at is not null and (a.code = any(${texts(codes)}) or a.affiliate_id = any(${ids(affiliateIds)}))
  `.execute(tx);
  return rows.map(({ affiliateId, code, customerId, emails, approvedAt, endedAt, terms, ...of }) => ({
    ...{ affiliateId, code, customerId, emails, approvedAt, endedAt, terms: planTermsSchema.parse(terms) },
    recruiter:
      of.recruiterId === null || of.recruiterApprovedAt === null
        ? null
        : {
            ...{ affiliateId: of.recruiterId, customerId: of.recruiterCustomerId, emails: of.recruiterEmails },
            ...{ approvedAt: of.recruiterApprovedAt, endedAt: of.recruiterEndedAt },
          },
  }));
}

/** In which collections products are, as far as we know. */
export async function readCollections(tx: Db, shopId: number, productIds: readonly bigint[]): Promise<Map<bigint, bigint[]>> {
  if (productIds.length === 0) return new Map();
  const { rows } = await sql<{ product_id: bigint; collection_id: bigint }>`
    select product_id, collection_id from collection_products where shop_id = ${shopId} and product_id = any(${ids(productIds)})
  `.execute(tx);
  const grouped = Map.groupBy(rows, ({ product_id }) => product_id);
  return new Map([...grouped].map(([productId, own]) => [productId, own.map(({ collection_id }) => collection_id)]));
}

/** What the ledger holds of these orders: by order, line and affiliate. `level` 1: for their own orders; 2: for those of whom they recruited. */
export type Booked = { order_id: bigint; line_id: bigint; affiliate_id: bigint; level: number; amount: bigint };

export async function readBooked(tx: Db, shopId: number, orderIds: readonly bigint[]): Promise<Booked[]> {
  const { rows } = await sql<Booked>`
    select order_id, line_id, affiliate_id, level, sum(amount_minor)::bigint as amount from commission_entries
    where shop_id = ${shopId} and order_id = any(${ids(orderIds)}) group by order_id, line_id, affiliate_id, level
  `.execute(tx);
  return rows;
}
