import { sql } from "kysely";

import type { Db } from "../../db.server.ts";

/** Who comes, who waits for a place, who comes no more. */
export type RegistrationState = "registered" | "waiting" | "left";
export type Registration = { state: RegistrationState; askedAt: Date };
export type Counts = { registered: number; waiting: number; attended: number };
export const NO_COUNTS: Counts = { registered: 0, waiting: 0, attended: 0 };

export async function findRegistration(
  db: Db,
  shopId: number,
  gatheringId: number,
  customerId: bigint,
): Promise<Registration | null> {
  const { rows } = await sql<{ state: string; askedAt: Date }>`
    select state, asked_at as "askedAt" from gathering_registrations
    where shop_id = ${shopId} and gathering_id = ${gatheringId} and customer_id = ${customerId}
  `.execute(db);
  return rows[0] === undefined ? null : { ...rows[0], state: rows[0].state as RegistrationState };
}

/** By event; one that nobody wants to come to has none. */
export async function readCounts(db: Db, shopId: number): Promise<Map<number, Counts>> {
  const { rows } = await sql<Counts & { gatheringId: number }>`
    select gathering_id as "gatheringId", count(*) filter (where state = 'registered')::int as registered,
      count(*) filter (where state = 'waiting')::int as waiting, count(*) filter (where attended)::int as attended
    from gathering_registrations where shop_id = ${shopId} group by 1
  `.execute(db);
  return new Map(rows.map(({ gatheringId, ...counts }) => [gatheringId, counts]));
}

export type ListedGuest = {
  customerId: bigint;
  name: string | null;
  email: string | null;
  state: RegistrationState;
  askedAt: Date;
  attended: boolean | null;
};

/** Who comes first, then who waits, both in the order in which they asked. */
export async function listGuests(
  db: Db,
  shopId: number,
  gatheringId: number,
  page: { limit: number; offset: number },
): Promise<{ guests: ListedGuest[]; more: boolean }> {
  const { rows } = await sql<Omit<ListedGuest, "state"> & { state: string }>`
    select g.customer_id as "customerId", nullif(concat_ws(' ', c.first_name, c.last_name), '') as name, c.email, g.state, g.asked_at as "askedAt", g.attended
    from gathering_registrations g join customers c on c.shop_id = g.shop_id and c.customer_id = g.customer_id
    where g.shop_id = ${shopId} and g.gathering_id = ${gatheringId} and g.state <> 'left'
    order by g.state, g.asked_at, g.customer_id limit ${page.limit + 1} offset ${page.offset}
  `.execute(db);
  const guests = rows.slice(0, page.limit).map((row) => ({ ...row, state: row.state as RegistrationState }));
  return { guests, more: rows.length > page.limit };
}

/** Events that a customer has registered for or waits for, by id. */
export async function listOwn(db: Db, shopId: number, customerId: bigint): Promise<Map<number, RegistrationState>> {
  const { rows } = await sql<{ gatheringId: number; state: string }>`
    select gathering_id as "gatheringId", state from gathering_registrations
    where shop_id = ${shopId} and customer_id = ${customerId} and state <> 'left'
  `.execute(db);
  return new Map(rows.map(({ gatheringId, state }) => [gatheringId, state as RegistrationState]));
}
