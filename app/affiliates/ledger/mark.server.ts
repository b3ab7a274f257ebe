import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import { sending } from "../../db/together.ts";
import { ids } from "../../lib/rows.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** Whether an order `o` carries an affiliate's code. */
const coded = (shopId: number) => sql`exists (
  select from jsonb_array_elements_text(o.snapshot -> 'discountCodes') as d(code)
  join affiliates f on f.shop_id = ${shopId} and f.code = upper(d.code))`;

/** Whether further orders are an affiliate's without code or link: by a plan's terms. */
const stays = (terms: RawBuilder<unknown>) => sql`${terms} ->> 'customerDays' is distinct from '0'`;

/**
 * Lets orders be looked at that have just been told of, where they carry a code, are somebody's, or were placed by who has followed a link or been brought: the loop does so a moment later. Only they: who stands for
 * all walk-in customers of a till has many others. One statement, for whose answer nobody waits, and none for a shop that never had affiliates.
 */
export async function markOrders(
  tx: Db,
  { shopId, affiliatesSince }: Shop,
  orderIds: readonly bigint[],
  now: Date,
): Promise<void> {
  if (affiliatesSince === null || orderIds.length === 0) return;
  await sql`
    with told as (select order_id, customer_id, created_at, least(created_at, processed_at) as at from orders where shop_id = ${shopId} and order_id = any(${ids(orderIds)}))
    insert into affiliate_orders (shop_id, order_id, look_at)
    select ${shopId}::int, t.order_id, ${now}::timestamptz from told t
    where t.created_at >= ${affiliatesSince} and (
      exists (select from orders o where o.shop_id = ${shopId} and o.order_id = t.order_id and ${coded(shopId)})
      or exists (select from affiliate_orders a where a.shop_id = ${shopId} and a.order_id = t.order_id and a.affiliate_id is not null)
      or exists (select from affiliate_touches k where k.shop_id = ${shopId} and k.customer_id = t.customer_id)
      or exists (select from affiliate_orders a where a.shop_id = ${shopId} and a.customer_id = t.customer_id and a.affiliate_id is not null and ${stays(sql`a.terms`)})
      or exists (select from orders o where o.shop_id = ${shopId} and o.customer_id = t.customer_id and o.snapshot -> 'discountCodes' <> '[]'::jsonb and ${coded(shopId)})
    )
    -- What was a first order may be none any more.
    union select ${shopId}::int, a.order_id, ${now}::timestamptz from told t join affiliate_orders a on a.shop_id = ${shopId} and a.customer_id = t.customer_id
      and a.affiliate_id is not null and a.terms ->> 'orders' <> 'all' and a.placed_at >= t.at
    on conflict (shop_id, order_id) do update set look_at = excluded.look_at
  `.execute(sending(tx));
}

/** As `markOrders`, for what a customer placed since an instant: they have followed a link then. */
export async function markSince(tx: Db, { shopId }: Shop, customerId: bigint, since: Date, now: Date): Promise<void> {
  await sql`
    insert into affiliate_orders (shop_id, order_id, look_at)
    select ${shopId}, order_id, ${now} from orders where shop_id = ${shopId} and customer_id = ${customerId} and created_at >= ${since}
    on conflict (shop_id, order_id) do update set look_at = excluded.look_at
  `.execute(sending(tx));
}

/** What of an address names its mailbox, without its host: two that are spelled differently have the same. More have it than are one, and `attribute` tells them apart. */
const nameOf = (email: RawBuilder<unknown>) =>
  sql`replace(regexp_replace(split_part(lower(${email}), '@', 1), '\\+.*$', ''), '.', '')`;

/** As `markOrders`, for orders of these customers that may be the affiliate's own by now, or are no longer: accounts and addresses change. */
export async function markOwn(
  tx: Db,
  { shopId, affiliatesSince }: Shop,
  customerIds: readonly bigint[],
  now: Date,
): Promise<void> {
  if (affiliatesSince === null || customerIds.length === 0) return;
  await sql`
    update affiliate_orders a set look_at = ${now}
    from affiliates f left join customers g on g.shop_id = f.shop_id and g.customer_id = f.customer_id
    left join affiliates u on u.shop_id = f.shop_id and u.affiliate_id = f.recruited_by
    left join customers h on h.shop_id = u.shop_id and h.customer_id = u.customer_id, customers c
    where a.shop_id = ${shopId} and a.customer_id = any(${ids(customerIds)}) and a.affiliate_id is not null
      and f.shop_id = ${shopId} and f.affiliate_id = a.affiliate_id and c.shop_id = ${shopId} and c.customer_id = a.customer_id
      and ((a.reason is not distinct from 'self') <> ${isOf(sql`f`, sql`g`)}
        or u.affiliate_id is not null and a.reason is null and a.terms ->> 'recruiterBp' <> '0' and (a.recruiter_id is null) <> ${isOf(sql`u`, sql`h`)})
  `.execute(sending(tx));
}

/** Whether an order `a` of a customer `c` may be that of an affiliate, who has an account perhaps. */
const isOf = (affiliate: RawBuilder<unknown>, account: RawBuilder<unknown>) => sql`(
  a.customer_id is not distinct from ${affiliate}.customer_id
  or coalesce(${nameOf(sql`c.email`)} in (${nameOf(sql`${affiliate}.email`)}, ${nameOf(sql`${account}.email`)}), false)
)`;

/** As `markOrders`, for orders of affiliates who were recruited, by these or themselves, and have another account now: two of them may be one. */
export async function markRecruited(tx: Db, shopId: number, affiliateIds: readonly bigint[], now: Date): Promise<void> {
  await sql`
    update affiliate_orders a set look_at = ${now} from affiliates f
    where a.shop_id = ${shopId} and f.shop_id = ${shopId} and f.affiliate_id = a.affiliate_id
      and (f.recruited_by = any(${ids(affiliateIds)}) or f.recruited_by is not null and f.affiliate_id = any(${ids(affiliateIds)}))
  `.execute(sending(tx));
}

/** Since when orders of customers may be somebody's for who has brought them: a query of `customer_id` and `at`. */
export const staying = (shopId: number, customers: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select customer_id, min(at) as at from (
    select o.customer_id, least(o.created_at, o.processed_at) as at
    from orders o cross join lateral jsonb_array_elements_text(o.snapshot -> 'discountCodes') as d(code)
    join affiliates f on f.shop_id = ${shopId} and f.code = upper(d.code)
    join affiliate_plans p on p.shop_id = f.shop_id and p.plan_id = f.plan_id and ${stays(sql`p.terms`)}
    where o.shop_id = ${shopId} and o.customer_id in (${customers}) and o.snapshot -> 'discountCodes' <> '[]'::jsonb
    union all
    select a.customer_id, a.placed_at from affiliate_orders a
    where a.shop_id = ${shopId} and a.customer_id in (${customers}) and a.affiliate_id is not null and ${stays(sql`a.terms`)}
    union all
    select k.customer_id, k.clicked_at from affiliate_touches k
    join affiliates f on f.shop_id = k.shop_id and f.affiliate_id = k.affiliate_id
    join affiliate_plans p on p.shop_id = f.shop_id and p.plan_id = f.plan_id and ${stays(sql`p.terms`)}
    where k.shop_id = ${shopId} and k.customer_id in (${customers})
  ) stay group by customer_id
`;
