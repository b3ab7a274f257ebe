import { sql } from "kysely";

import type { Db } from "../../app/db.server.ts";
import { recordset } from "../../app/lib/rows.server.ts";
import { DAY_MS } from "../../app/lib/time.ts";

/** An order as the shop's tables have it. `day`: since 1970. */
export type Bought = {
  customerId: bigint;
  orderId: bigint;
  day: number;
  hour?: number;
  netMinor: number;
  test?: boolean;
  cancelled?: boolean;
  status?: string;
};

export const dayOf = (iso: string) => Date.parse(`${iso}T00:00:00Z`) / DAY_MS;

/** Customers with these orders, their profiles as the app works them out. */
export async function fillOrders(db: Db, shopId: number, orders: readonly Bought[]): Promise<void> {
  const customerIds = [...new Set(orders.map(({ customerId }) => customerId))];
  await sql`
    insert into customers (shop_id, customer_id, email, created_at)
    select ${shopId}, t.id, 'c' || t.id || '@example.com', '2025-01-01' from ${recordset(customerIds.map((id) => ({ id })))} as t(id bigint)
    on conflict do nothing
  `.execute(db);
  const rows = orders.map(
    ({ customerId, orderId, day, hour = 12, netMinor, test = false, cancelled = false, status = "paid" }) => ({
      ...{ customer_id: customerId, order_id: orderId, net: netMinor, test, status },
      ...{ at: new Date(day * DAY_MS + hour * 3_600_000), cancelled },
    }),
  );
  await sql`
    insert into orders (shop_id, order_id, name, customer_id, created_at, processed_at, source_updated_at, cancelled_at, test, financial_status, currency, net_minor, snapshot, first_seen_at)
    select ${shopId}, t.order_id, '#' || t.order_id, t.customer_id, t.at, t.at, t.at, case when t.cancelled then t.at end, t.test, t.status, 'EUR', t.net, '{}', t.at
    from ${recordset(rows)} as t(customer_id bigint, order_id bigint, net bigint, test boolean, status text, at timestamptz, cancelled boolean)
  `.execute(db);
}
