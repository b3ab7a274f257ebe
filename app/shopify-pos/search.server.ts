import { sql } from "kysely";

import { readNamed, themselves } from "../customers/views/narrowing.server.ts";
import { db } from "../db.server.ts";
import { plannedByValues } from "../db/statement-names.ts";
import type { Asking } from "../shopify-admin/call.server.ts";
import { calledAs } from "./called-as.ts";
import type { TillSearch } from "./views.ts";

const SHOWN = 10;
/** One letter is the beginning of too many. */
const SHORTEST = 2;
const LONGEST = 100;
/** So many of those who are found are put in order: more than these begin with a few letters in a large shop. */
const ORDERED = 500;

type Row = { id: bigint; firstName: string | null; lastName: string | null; email: string | null; phone: string | null };

/** Customers by a piece of their name or address, by phone number, order or code, as the app's own list finds them; who bought last comes first. */
export async function searchAtTill({ shop, t }: Asking, asked: string): Promise<TillSearch> {
  const search = asked.replaceAll("\0", "").trim().slice(0, LONGEST);
  if (search.length < SHORTEST) return { people: [], more: false };
  const named = await readNamed(db(), shop.shopId, { search, segment: null });
  const { rows } = await sql<Row>`
    ${plannedByValues} select f.customer_id as id, f.first_name as "firstName", f.last_name as "lastName", f.email, f.phone from (
      select c.customer_id, c.first_name, c.last_name, c.email, c.phone, c.last_order_at from customers c
      where c.shop_id = ${shop.shopId} and ${themselves(shop.shopId, { search, segment: null, named })} limit ${ORDERED}
    ) f
    order by f.last_order_at desc nulls last, f.customer_id desc limit ${SHOWN + 1}
  `.execute(db());
  const people = rows.slice(0, SHOWN).map(({ id, ...person }) => ({ id: id.toString(), ...calledAs(person, t) }));
  return { people, more: rows.length > SHOWN };
}
