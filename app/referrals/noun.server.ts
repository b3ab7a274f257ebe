import { sql } from "kysely";

import type { Noun } from "../customers/noun.ts";
import type { Db } from "../db.server.ts";
import { sending } from "../db/together.ts";
import { customersByShop, ids } from "../lib/rows.server.ts";
import { MINUTE_MS, plusMs } from "../lib/time.ts";
import { readMailboxKey } from "../shops/settings/mailbox-key.server.ts";
import type { Shop } from "../shops/shop.ts";
import { getShop } from "../shops/shops.server.ts";
import { settleDue } from "./life/settle.server.ts";
import { mailboxHash } from "./links/code.server.ts";

/**
 * Lets referrals be looked at whose friends or codes these customers' orders touch, or whose advocates were kept out of the program and may take part again: the loop does so a moment later, in a change of its own. One statement, for
 * whose answer nobody waits, and none for a shop that never had referrals.
 */
async function follow(tx: Db, { shopId, referralsSince }: Shop, customerIds: readonly bigint[], now: Date): Promise<void> {
  if (referralsSince === null) return;
  await sql`
    with carried as (
      select upper(d.code) as code, (array_agg(o.order_id order by o.created_at, o.order_id))[1] as order_id
      from orders o cross join lateral jsonb_array_elements_text(o.snapshot -> 'discountCodes') as d(code)
      where o.shop_id = ${shopId} and o.customer_id = any(${ids(customerIds)}) and o.created_at >= ${referralsSince} group by 1
    ), moved as (
      select r.referral_id, c.order_id from carried c join referrals r on r.shop_id = ${shopId} and r.code = c.code
      union all
      select r.referral_id, r.order_id from referrals r where r.shop_id = ${shopId} and r.friend_id = any(${ids(customerIds)})
      union all
      select r.referral_id, r.order_id from referrals r where r.shop_id = ${shopId} and r.advocate_id = any(${ids(customerIds)})
        and r.state = 'rejected' and r.reason = 'excluded'
    )
    update referrals r set look_at = ${now}, order_id = (
      select o.order_id from orders o where o.shop_id = ${shopId}
        and (o.order_id = r.order_id or o.order_id in (select m.order_id from moved m where m.referral_id = r.referral_id))
      order by o.created_at, o.order_id limit 1
    )
    where r.shop_id = ${shopId} and r.referral_id in (select referral_id from moved)
  `.execute(sending(tx));
}

async function merge(tx: Db, { shopId }: Shop, { goneId, keptId }: { goneId: bigint; keptId: bigint }, now: Date): Promise<void> {
  await sql`update referral_codes set customer_id = ${keptId} where shop_id = ${shopId} and customer_id = ${goneId}`.execute(tx);
  await sql`
    update referrals set advocate_id = case when advocate_id = ${goneId} then ${keptId}::bigint else advocate_id end,
      friend_id = case when friend_id = ${goneId} then ${keptId}::bigint else friend_id end, look_at = ${now}
    where shop_id = ${shopId} and (advocate_id = ${goneId} or friend_id = ${goneId})
  `.execute(tx);
}

/** At most `limit` advocates of each shop whose referrals are to be looked at. */
async function listDue(db: Db, now: Date, limit: number): Promise<Map<number, bigint[]>> {
  const { rows } = await sql<{ shop_id: number; customer_id: bigint }>`
    select shop_id, customer_id from (
      select shop_id, advocate_id as customer_id, row_number() over (partition by shop_id order by min(look_at), advocate_id) as place
      from referrals where look_at <= ${now} group by shop_id, advocate_id
    ) due where place <= ${limit} order by shop_id, place
  `.execute(db);
  return customersByShop(rows);
}

async function letRest(db: Db, shopId: number, advocateIds: bigint[], now: Date): Promise<void> {
  await sql`
    update referrals set look_at = ${plusMs(now, MINUTE_MS)}
    where shop_id = ${shopId} and advocate_id = any(${ids(advocateIds)}) and look_at <= ${now}
  `.execute(db);
}

export const referrals: Noun = {
  /** A link of somebody who is gone leads nowhere; of who asked for a code its hash goes. What was ordered stays, under numbers that mean nobody. */
  forget: async (db, shopId, { customerIds, emails }, now) => {
    const theirs = sql`(advocate_id = any(${ids(customerIds)}) or friend_id = any(${ids(customerIds)}))`;
    const { domain } = await getShop(db, shopId);
    const key = await readMailboxKey(db, { shopId, domain });
    const hashes = emails.map((email) => mailboxHash(email, shopId, key));
    await sql`delete from referral_codes where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(db);
    await sql`
      update referrals set mailbox = case when mailbox = any(${hashes}::text[]) or friend_id = any(${ids(customerIds)}) then null else mailbox end, look_at = ${now}
      where shop_id = ${shopId} and (${theirs} or mailbox = any(${hashes}::text[]))
    `.execute(db);
  },
  merge,
  follow,
  byTime: [
    {
      loop: "referrals",
      listDue,
      work: async (tx, shop, advocateIds, at) => ({ referrals: await settleDue(tx, shop, advocateIds, at) }),
      rest: (db, shopId, advocateIds, now, why) => (why === "busy" ? Promise.resolve() : letRest(db, shopId, advocateIds, now)),
    },
  ],
  loops: [],
};
