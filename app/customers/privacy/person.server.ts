import { domainToASCII, domainToUnicode } from "node:url";

import { sql } from "kysely";

import { lowerAddress } from "../../lib/lower-address.ts";
import type { Db } from "../../db.server.ts";

/** Everybody we know under an id or, where only an address is given, under that address; with those who were merged into them. Addresses in each spelling. */
export type Person = { customerIds: bigint[]; emails: string[] };

export async function findPerson(
  db: Db,
  shopId: number,
  named: { customerId: bigint | null; email: string | null },
): Promise<Person> {
  const { rows } = await sql<{ customer_id: bigint; email: string | null }>`
    with named as (
      select customer_id from customers
      where shop_id = ${shopId} and (customer_id = ${named.customerId}::bigint or (${named.customerId}::bigint is null and email = any(${spellingsOf(named.email)}::text[])))
    )
    select customer_id, email from customers
    where shop_id = ${shopId} and (customer_id in (select customer_id from named) or merged_into in (select customer_id from named))
    order by customer_id for update
  `.execute(db);
  const emails = [named.email, ...rows.map(({ email }) => email)].flatMap(spellingsOf);
  return { customerIds: rows.map(({ customer_id }) => customer_id), emails: [...new Set(emails)] };
}

/** How an address may have been stored: its letters composed or not, its domain as Unicode or Punycode; all that is stored is in lower case. */
function spellingsOf(email: string | null): string[] {
  if (email === null) return [];
  const lower = lowerAddress(email);
  const [local, domain] = [lower.slice(0, lower.lastIndexOf("@") + 1), lower.slice(lower.lastIndexOf("@") + 1)];
  const domains = [domain, domainToASCII(domain), domainToUnicode(domain)].filter((spelling) => spelling !== "");
  return domains.flatMap((spelling) => ["NFC", "NFD"].map((form) => `${local}${spelling}`.normalize(form)));
}

/** Tables that have these columns, read from the database itself, so that a table added later cannot be forgotten. */
export async function listTablesWith(db: Db, columns: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ table_name: string }>`
    select c.table_name from information_schema.columns c
    join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name and t.table_type = 'BASE TABLE'
    where c.table_schema = current_schema() and c.column_name = any(${[...columns]}::text[])
    group by c.table_name having count(*) = ${columns.length} order by c.table_name
  `.execute(db);
  return rows.map(({ table_name }) => table_name);
}
