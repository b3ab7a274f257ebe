import { sql } from "kysely";

import type { Db } from "../../../app/db.server.ts";
import { rebuildSegments as rebuild } from "../../../app/jobs/runs/segments.server.ts";
import { verify } from "../../../app/segments/drift.server.ts";
import { perSecond, timed, type Figure } from "../figures.ts";
import { NOW, openShop, type Stage } from "../stage.ts";

/** How fast a whole shop is put into its segments, and how fast it is found that nothing is to be done. */
export async function rebuildSegments({ db }: Stage, { customers }: { customers: number }): Promise<Figure[]> {
  const shop = await openShop(db);
  await fillCustomers(db, shop.shopId, customers);
  const byHand = await timed(() => membersByHand(db, shop.shopId));
  const first = await timed(() => rebuild(shop, () => NOW));
  const again = await timed(() => rebuild(shop, () => NOW));
  if (again.result > 0 || (await verify(db, shop, NOW)).length > 0) throw new Error("The rebuilt segments drift");
  const scan = await timed(() =>
    sql`select count(*), sum(orders_count), max(last_order_at) from customers where shop_id = ${shop.shopId}`.execute(db),
  );
  const rate = (ms: number) => perSecond(customers, ms);
  return [
    {
      scenario: "Segments built",
      unit: "customers",
      app: { what: "rebuild from nothing: members, timeline, next instants", perSecond: rate(first.ms) },
      baselines: [{ what: "the members alone, by four inserts with the rules as SQL", perSecond: rate(byHand.ms) }],
      notes: [
        `${customers} customers, four segments, ${await countMembers(db, shop.shopId)} members, in ${(first.ms / 1_000).toFixed(1)} s`,
      ],
    },
    {
      scenario: "Segments checked",
      unit: "customers",
      app: { what: "rebuild when nothing has changed (every night)", perSecond: rate(again.ms) },
      baselines: [{ what: "PostgreSQL alone: one scan of the customers", perSecond: rate(scan.ms) }],
      notes: [],
    },
  ];
}

async function countMembers(db: Db, shopId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from segment_members where shop_id = ${shopId}
  `.execute(db);
  return rows[0]?.count ?? 0;
}

/** Customers of every kind: never bought, new, regular, lapsed. */
async function fillCustomers(db: Db, shopId: number, customers: number): Promise<void> {
  await sql`
    insert into customers (shop_id, customer_id, email, created_at, orders_count, net_spend_minor, aov_minor, first_order_at, last_order_at)
    select ${shopId}, i, 'c' || i || '@example.com', ${NOW}::timestamptz - interval '2 years', n, n * aov, case when n = 0 then 0 else aov end,
      case when n > 0 then last - (n - 1) * interval '30 days' end, case when n > 0 then last end
    from (
      select i, i % 9 as n, 1000 + (i * 7919) % 15000 as aov, ${NOW}::timestamptz - (i * 31 % 400) * interval '1 day' - interval '1 hour' as last
      from generate_series(1, ${customers}::int) i
    ) made
  `.execute(db);
  await sql`analyze`.execute(db);
}

/** What a person would write who needed only today's members; undone afterwards. */
async function membersByHand(db: Db, shopId: number): Promise<void> {
  const rules = [
    sql`first_order_at >= ${NOW}::timestamptz - interval '30 days'`,
    sql`orders_count > 3`,
    sql`orders_count > 3 and aov_minor > 10000`,
    sql`orders_count > 0 and last_order_at <= ${NOW}::timestamptz - interval '90 days'`,
  ];
  await db.transaction().execute(async (tx) => {
    for (const [index, rule] of rules.entries()) {
      await sql`
          insert into segment_members (shop_id, segment_id, customer_id, entered_at)
          select ${shopId}, ${-1 - index}::int, customer_id, ${NOW} from customers where shop_id = ${shopId} and ${rule}
        `.execute(tx);
    }
  });
  await sql`delete from segment_members where shop_id = ${shopId}`.execute(db);
}
