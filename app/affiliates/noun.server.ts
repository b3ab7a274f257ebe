import { sql } from "kysely";

import type { Noun } from "../customers/noun.ts";
import type { Db } from "../db.server.ts";
import { customersByShop, ids, texts } from "../lib/rows.server.ts";
import { MINUTE_MS, plusMs } from "../lib/time.ts";
import type { Shop } from "../shops/shop.ts";
import { markOwn, markRecruited } from "./ledger/mark.server.ts";
import { settleOrders } from "./ledger/settle.server.ts";
import { letCodesEnd } from "./codes/code-ends.server.ts";

const idOf = ({ affiliate_id }: { affiliate_id: bigint }) => affiliate_id;

/** Of two who are one the kept customer's place as an affiliate holds, and the other's ends: its orders would be their own. What it earned stays to be paid. */
async function merge(tx: Db, shop: Shop, { goneId, keptId }: { goneId: bigint; keptId: bigint }, now: Date): Promise<void> {
  const { shopId } = shop;
  const { rows } = await sql<{ affiliate_id: bigint }>`
    update affiliates a set customer_id = ${keptId},
      state = case when k.twice and a.state = 'applied' then 'declined' when k.twice and a.state = 'approved' then 'ended' else a.state end,
      ended_at = case when k.twice and a.state = 'approved' then ${now}::timestamptz else a.ended_at end
    from (
      select exists (select from affiliates k where k.shop_id = ${shopId} and k.customer_id = ${keptId} and k.state in ('applied', 'approved')) as twice
    ) k
    where a.shop_id = ${shopId} and a.customer_id = ${goneId} returning a.affiliate_id
  `.execute(tx);
  await letCodesEnd(tx, shopId, rows.map(idOf), now);
  await markRecruited(tx, shopId, rows.map(idOf), now);
  await sql`
    insert into affiliate_touches (shop_id, customer_id, affiliate_id, clicked_at)
    select shop_id, ${keptId}, affiliate_id, clicked_at from affiliate_touches where shop_id = ${shopId} and customer_id = ${goneId}
    on conflict do nothing
  `.execute(tx);
  await sql`delete from affiliate_touches where shop_id = ${shopId} and customer_id = ${goneId}`.execute(tx);
  // The orders themselves are looked at with all that changed hands (pipeline/apply).
  await sql`update affiliate_orders set customer_id = ${keptId} where shop_id = ${shopId} and customer_id = ${goneId}`.execute(
    tx,
  );
}

/** At most `limit` orders of each shop that are to be looked at. The ids are orders', for guests are nobody. */
async function listDue(db: Db, now: Date, limit: number): Promise<Map<number, bigint[]>> {
  const { rows } = await sql<{ shop_id: number; customer_id: bigint }>`
    select shop_id, order_id as customer_id from (
      select shop_id, order_id, row_number() over (partition by shop_id order by look_at, order_id) as place
      from affiliate_orders where look_at <= ${now}
    ) due where place <= ${limit} order by shop_id, place
  `.execute(db);
  return customersByShop(rows);
}

async function letRest(db: Db, shopId: number, orderIds: bigint[], now: Date): Promise<void> {
  await sql`
    update affiliate_orders set look_at = ${plusMs(now, MINUTE_MS)}
    where shop_id = ${shopId} and order_id = any(${ids(orderIds)}) and look_at <= ${now}
  `.execute(db);
}

export const affiliates: Noun = {
  /**
   * Who was an affiliate is none any more, their code ends in Shopify, and what says who they are goes, the bank account too. Credit notes stay as they were written, for as long as tax law demands (§ 14b UStG, § 147 AO). What they
   * had earned and was not paid is paid to nobody.
   */
  forget: async (db, shopId, { customerIds, emails }, now) => {
    await sql`delete from affiliate_touches where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(db);
    const theirs = sql<boolean>`(a.customer_id = any(${ids(customerIds)}) or a.email = any(${texts(emails)}))`;
    await sql`
      update payouts p set payee = null from affiliates a
      where p.shop_id = ${shopId} and a.shop_id = p.shop_id and a.affiliate_id = p.affiliate_id and ${theirs}
    `.execute(db);
    const { rows } = await sql<{ affiliate_id: bigint }>`
      update affiliates a set name = null, email = null, website = null, pitch = null, reason = null, payee = null, paypal = null,
        state = case when a.state = 'applied' then 'declined' when a.state = 'approved' then 'ended' else a.state end, ended_at = coalesce(a.ended_at, ${now})
      where a.shop_id = ${shopId} and ${theirs} returning a.affiliate_id
    `.execute(db);
    await letCodesEnd(db, shopId, rows.map(idOf), now);
    await sql`delete from affiliate_arrivals where shop_id = ${shopId} and affiliate_id = any(${ids(rows.map(idOf))})`.execute(
      db,
    );
    await sql`delete from affiliate_emails where shop_id = ${shopId} and affiliate_id = any(${ids(rows.map(idOf))})`.execute(db);
  },
  merge,
  follow: markOwn,
  byTime: [
    {
      loop: "affiliates",
      listDue,
      work: async (tx, shop, orderIds, at) => {
        await settleOrders(tx, shop, orderIds, at);
        return {};
      },
      rest: (db, shopId, orderIds, now, why) => (why === "busy" ? Promise.resolve() : letRest(db, shopId, orderIds, now)),
    },
  ],
  // What asks Shopify is handed the means for it (loops.server.ts).
  loops: [],
};
