import { sql } from "kysely";

import type { Db } from "../db.server.ts";

/** How somebody outside names a customer. `email` in lower case. */
export type Named = { id: bigint } | { email: string };

/** Who is meant by now: whom a merge has kept, and nobody who is gone. Of several with one address the one who has proved it. */
export async function whoIs(db: Db, shopId: number, customer: Named): Promise<bigint | null> {
  const meant =
    "id" in customer
      ? sql`c.customer_id = coalesce(
          (select merged_into from customers where shop_id = ${shopId} and customer_id = ${customer.id}), ${customer.id}::bigint)`
      : sql`c.email = ${customer.email}`;
  const { rows } = await sql<{ customer_id: bigint }>`
    select c.customer_id from customers c
    where c.shop_id = ${shopId} and ${meant} and c.merged_into is null and c.deleted_at is null and c.redacted_at is null
    order by c.email_verified desc, c.customer_id limit 1
  `.execute(db);
  return rows[0]?.customer_id ?? null;
}

/** How a customer is called and written to. Null for nobody. */
export type Contact = { email: string | null; firstName: string | null; lastName: string | null };

export async function readContact(db: Db, shopId: number, customerId: bigint): Promise<Contact | null> {
  const { rows } = await sql<Contact>`
    select email, first_name as "firstName", last_name as "lastName" from customers where shop_id = ${shopId} and customer_id = ${customerId}
  `.execute(db);
  return rows[0] ?? null;
}
