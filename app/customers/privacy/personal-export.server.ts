import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import type { Shop } from "../../shops/shop.ts";
import type { FactOf } from "../../facts/fact.ts";
import { findPerson, listTablesWith } from "./person.server.ts";

/** Requests hold earlier exports; putting those into the next one would double it each time. The others are found by addresses, too. */
const leftOut = ["privacy_requests", "orders", "import_rows", "sign_ups", "affiliates", "affiliate_touches", "affiliate_orders"];

/**
 * Everything stored about a person as one JSON document, kept with the request for the merchant to hand over: each table under its own name, its
 * rows complete, but for what is packed: the text beside it says the same. The same request again renews nothing.
 */
export async function storeExport(db: Db, shop: Shop, fact: FactOf<"export-requested">, now: Date): Promise<void> {
  const { shopId } = shop;
  const { customerIds, emails } = await findPerson(db, shopId, fact);
  const tables = (await listTablesWith(db, ["shop_id", "customer_id"])).filter((table) => !leftOut.includes(table));
  const parts = tables.map(
    (
      table,
    ) => sql`jsonb_build_object(${table}::text, (select coalesce(jsonb_agg(to_jsonb(t) - 'shop_id' - 'packed'), '[]') from ${sql.table(table)} t
      where t.shop_id = ${shopId} and t.customer_id = any(${ids(customerIds)})))`,
  );
  const theirOrders = sql`o.shop_id = ${shopId} and (o.customer_id = any(${ids(customerIds)}) or o.email = any(${emails}::text[]))`;
  const about = sql`jsonb_build_object('shop', ${shop.domain}::text, 'requested_at', ${fact.at}::timestamptz)`;
  await sql`
    insert into privacy_requests (shop_id, kind, key, customer_id, email, requested_at, completed_at, export)
    select ${shopId}, 'export', ${fact.key}, ${fact.customerId}, ${fact.email}, ${fact.at}, ${now}, ${sql.join([about, ...parts], sql` || `)} || jsonb_build_object(
      'orders', (select coalesce(jsonb_agg(to_jsonb(o) - 'shop_id' order by o.processed_at, o.order_id), '[]') from orders o where ${theirOrders}),
      'import_rows', (
        select coalesce(jsonb_agg(to_jsonb(i) - 'shop_id' order by i.import_id, i.row), '[]') from import_rows i
        where i.shop_id = ${shopId}
          and (i.customer_id = any(${ids(customerIds)}) or i.email = any(${emails}::text[]))
      ),
      'sign_ups', (
        select coalesce(jsonb_agg(to_jsonb(u) - 'shop_id' order by u.sign_up_id), '[]') from sign_ups u
        where u.shop_id = ${shopId} and (u.customer_id = any(${ids(customerIds)}) or u.email = any(${emails}::text[]))
      ),
      'order_refunds', (
        select coalesce(jsonb_agg(to_jsonb(r) - 'shop_id'), '[]') from order_refunds r
        where r.shop_id = ${shopId} and r.order_id in (select o.order_id from orders o where ${theirOrders})
      ),
      'segments', (
        select coalesce(jsonb_agg(s.name), '[]') from segments s
        join segment_members m on m.shop_id = s.shop_id and m.segment_id = s.segment_id
        where s.shop_id = ${shopId} and m.customer_id = any(${ids(customerIds)})
      ),
      -- By its name: the award has a number only.
      'achievements', (
        select coalesce(jsonb_agg(jsonb_build_object('title', d.terms -> 'title', 'kind', d.terms ->> 'kind', 'occasion', a.occasion, 'state', a.state,
          'reached_at', a.reached_at, 'points', a.posted) order by a.reached_at, a.achievement_id, a.occasion), '[]')
        from achievement_awards a join achievements d using (shop_id, achievement_id)
        where a.shop_id = ${shopId} and a.customer_id = any(${ids(customerIds)})
      ),
      'review_photos', (
        select coalesce(jsonb_agg(jsonb_build_object('photo_id', p.photo_id, 'review_id', p.review_id, 'webp_base64', translate(encode(p.picture, 'base64'), E'\n', ''))
          order by p.photo_id), '[]')
        from review_photos p join reviews w using (shop_id, review_id) where p.shop_id = ${shopId} and w.customer_id = any(${ids(customerIds)})
      ),
      'review_permissions', (
        select coalesce(jsonb_agg(to_jsonb(m) - 'shop_id' order by m.review_id, m.given_at), '[]')
        from review_permissions m join reviews w using (shop_id, review_id) where m.shop_id = ${shopId} and w.customer_id = any(${ids(customerIds)})
      ),
      -- Of the other side, nothing is theirs to know.
      'referrals', (
        select coalesce(jsonb_agg(jsonb_build_object('as', case when r.advocate_id = any(${ids(customerIds)}) then 'advocate' else 'friend' end,
          'claimed_at', r.claimed_at, 'ordered_at', r.ordered_at, 'state', r.state, 'paid_at', r.paid_at, 'points', r.points) order by r.referral_id), '[]')
        from referrals r where r.shop_id = ${shopId} and (r.advocate_id = any(${ids(customerIds)}) or r.friend_id = any(${ids(customerIds)}))
      ),
      'suppressions', (select coalesce(jsonb_agg(to_jsonb(p) - 'shop_id'), '[]') from suppressions p where p.shop_id = ${shopId} and p.address = any(${emails}::text[])),
      'suppression_changes', (
        select coalesce(jsonb_agg(to_jsonb(p) - 'shop_id'), '[]') from suppression_changes p where p.shop_id = ${shopId} and p.address = any(${emails}::text[])
      ),
      -- The account is sealed: the affiliate's own page shows which it is. Of the shop's customers, nothing is theirs to know.
      'affiliate', (
        select coalesce(jsonb_agg(to_jsonb(a) - 'shop_id' - 'payee' - 'discount_gid' || jsonb_build_object('payouts', (
          select coalesce(jsonb_agg(p.note order by p.payout_id), '[]') from payouts p where p.shop_id = a.shop_id and p.affiliate_id = a.affiliate_id)) order by a.affiliate_id), '[]')
        from affiliates a where a.shop_id = ${shopId} and (a.customer_id = any(${ids(customerIds)}) or a.email = any(${emails}::text[]))
      ),
      'affiliate_links_followed', (
        select coalesce(jsonb_agg(jsonb_build_object('clicked_at', k.clicked_at, 'code', a.code) order by k.clicked_at), '[]')
        from affiliate_touches k join affiliates a using (shop_id, affiliate_id) where k.shop_id = ${shopId} and k.customer_id = any(${ids(customerIds)})
      )
    )
    on conflict (shop_id, key) do nothing
  `.execute(db);
}
