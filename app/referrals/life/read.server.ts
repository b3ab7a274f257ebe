import { sql } from "kysely";

import { isExcluded, parseExclusions } from "../../customers/exclusions/exclusion.ts";
import { exclusionsOf } from "../../customers/exclusions/exclusions.server.ts";
import { placedAt } from "../../customers/orders/earns.ts";
import type { Db } from "../../db.server.ts";
import { orderSnapshotSchema, type OrderSnapshot } from "../../facts/order-snapshot.ts";
import { normalAddress } from "../../lib/mailbox.ts";
import { ids, recordset } from "../../lib/rows.server.ts";
import { HOUR_MS } from "../../lib/time.ts";
import type { Person } from "../judging/judge.ts";
import { termsSchema, type Terms } from "../terms.ts";
import type { State } from "./life.ts";

/** A referral as it is stored. */
export type Row = {
  referralId: bigint;
  advocateId: bigint;
  code: string;
  disposable: boolean;
  terms: Terms;
  claimedAt: Date;
  expiresAt: Date;
  friendId: bigint | null;
  orderId: bigint | null;
  orderedAt: Date | null;
  state: State;
  reason: string | null;
  flags: string[];
  decision: "approved" | "declined" | null;
  decidedFlags: string[];
  paidAt: Date | null;
  points: bigint;
  entries: number;
  redemptionId: bigint | null;
};

/** Somebody as we know them now. `gone`: erased or deleted, so that nothing can be said of them any more. */
export type Known = Person & { gone: boolean; excluded: boolean };

/** What is known of a referral's order and people. */
export type Read = {
  row: Row;
  advocate: Known | null;
  order: { snapshot: OrderSnapshot; friend: Known } | null;
  boughtBefore: boolean;
  referredBefore: boolean;
  claimsInHour: number;
};

/** Referrals with all that decides what they are, locked, in the order of their orders. */
export async function readReferrals(tx: Db, shopId: number, referralIds: readonly bigint[], now: Date): Promise<Read[]> {
  const { rows } = await sql<Row & { snapshot: unknown; ownerId: bigint | null; claimsInHour: number; sameOrder: boolean }>`
    select r.referral_id as "referralId", r.advocate_id as "advocateId", r.code, r.disposable, r.terms, r.claimed_at as "claimedAt",
      r.expires_at as "expiresAt", r.friend_id as "friendId", r.order_id as "orderId", r.ordered_at as "orderedAt", r.state, r.reason,
      r.flags, r.decision, r.decided_flags as "decidedFlags", r.paid_at as "paidAt", r.points, r.entries, r.redemption_id as "redemptionId",
      o.snapshot, o.customer_id as "ownerId",
      (select count(*)::int from referrals n where n.shop_id = r.shop_id and n.advocate_id = r.advocate_id
        and n.claimed_at between r.claimed_at - ${HOUR_MS}::int * interval '1 millisecond' and r.claimed_at + ${HOUR_MS}::int * interval '1 millisecond') as "claimsInHour",
      exists (select from referrals s where s.shop_id = r.shop_id and s.order_id = r.order_id
        and (s.claimed_at, s.referral_id) < (r.claimed_at, r.referral_id)) as "sameOrder"
    from referrals r
    left join orders o on o.shop_id = r.shop_id and o.order_id = r.order_id
    where r.shop_id = ${shopId} and r.referral_id = any(${ids(referralIds)})
    order by o.created_at, r.referral_id for update of r
  `.execute(tx);
  const people = await readPeople(
    tx,
    shopId,
    rows.flatMap(({ advocateId, ownerId }) => [advocateId, ...(ownerId === null ? [] : [ownerId])]),
    now,
  );
  const read = rows.map(({ snapshot, ownerId, claimsInHour, sameOrder, ...row }): Omit<Read, "boughtBefore"> => {
    const order = snapshot === null ? null : orderSnapshotSchema.parse(snapshot);
    const friend = ownerId === null ? (order === null ? undefined : guestOf(order)) : people.get(ownerId);
    return {
      row: { ...row, terms: termsSchema.parse(row.terms) },
      advocate: people.get(row.advocateId) ?? null,
      order: order === null || friend === undefined ? null : { snapshot: order, friend },
      ...{ referredBefore: sameOrder, claimsInHour },
    };
  });
  const before = await findEarlier(tx, shopId, read);
  return read.map((one) => ({ ...one, boughtBefore: before.has(one.row.referralId) }));
}

/** No customer of the shop: who has ordered without an account is told by the order's address alone, and is gone with it. */
export const GUEST = 0n;

function guestOf({ email, createdAt }: OrderSnapshot): Known {
  const unknown = { phone: null, firstName: null, lastName: null, countryCode: null, provinceCode: null };
  return { customerId: GUEST, email, ...unknown, createdAt, gone: email === null, excluded: false };
}

async function readPeople(tx: Db, shopId: number, customerIds: readonly bigint[], now: Date): Promise<Map<bigint, Known>> {
  const { rows } = await sql<Person & { gone: boolean; exclusions: unknown }>`
    select c.customer_id as "customerId", c.email, c.phone, c.first_name as "firstName", c.last_name as "lastName",
      c.country_code as "countryCode", c.province_code as "provinceCode", c.created_at as "createdAt",
      (c.redacted_at is not null or c.deleted_at is not null) as gone, ${exclusionsOf(sql`c.shop_id`, sql`c.customer_id`)} as exclusions
    from customers c where c.shop_id = ${shopId} and c.customer_id = any(${ids(customerIds)})
  `.execute(tx);
  return new Map(
    rows.map(({ exclusions, ...person }) => [
      person.customerId,
      { ...person, excluded: isExcluded(parseExclusions(exclusions), now) },
    ]),
  );
}

/** Whose friends had ordered before: with that account, as a guest, or with another account of the same mailbox. Imported history counts like any other, from when it was placed (customers/orders/earns). */
async function findEarlier(tx: Db, shopId: number, read: readonly Omit<Read, "boughtBefore">[]): Promise<Set<bigint>> {
  const orders = read.flatMap(({ row, order }) =>
    order === null
      ? []
      : [
          {
            ...{ referral_id: row.referralId, order_id: order.snapshot.orderId, customer_id: order.friend.customerId },
            ...{ placed_at: placedAt(order.snapshot), emails: spellingsOf([order.friend.email, order.snapshot.email]) },
            gmail_boxes: gmailBoxes([order.friend.email, order.snapshot.email]),
          },
        ],
  );
  if (orders.length === 0) return new Set();
  const placed = sql`case when e.created_at - e.processed_at > interval '1 day' then e.processed_at else e.created_at end`;
  const earlier = sql`not e.test and e.order_id <> t.order_id and (${placed}, e.order_id) < (t.placed_at, t.order_id)`;
  // "kim+shop@…" of "kim@…": between "kim+" and "kim,", which an index finds.
  const local = sql`split_part(m.email, '@', 1)`;
  const tagged = sql`lower(c.email) ~>=~ (${local} || '+') and lower(c.email) ~<~ (${local} || ',')
    and split_part(lower(c.email), '@', 2) = split_part(m.email, '@', 2)`;
  const { rows } = await sql<{ referral_id: bigint }>`
    select t.referral_id from ${recordset(orders)} as t(referral_id bigint, order_id bigint, customer_id bigint, placed_at timestamptz, emails text[], gmail_boxes text[])
    where exists (select from orders e where e.shop_id = ${shopId} and e.customer_id = t.customer_id and ${earlier})
      or exists (select from orders e where e.shop_id = ${shopId} and e.customer_id is null and e.email = any(t.emails) and ${earlier})
      or exists (
        select from customers c join orders e on e.shop_id = c.shop_id and e.customer_id = c.customer_id
        where c.shop_id = ${shopId} and c.email = any(t.emails) and ${earlier}
      )
      or exists (
        select from unnest(t.emails) m(email) join customers c on c.shop_id = ${shopId} and ${tagged} join orders e on e.shop_id = c.shop_id and e.customer_id = c.customer_id
        where ${earlier}
      )
      or exists (
        select from unnest(t.gmail_boxes) g(box) join customer_names n on n.shop_id = ${shopId} and gmail_box(n.text) = g.box
          join orders e on e.shop_id = n.shop_id and e.customer_id = n.customer_id
        where ${earlier}
      )
      or exists (
        select from unnest(t.gmail_boxes) g(box) join orders e on e.shop_id = ${shopId} and e.customer_id is null and gmail_box(e.email) = g.box where ${earlier}
      )
  `.execute(tx);
  return new Set(rows.map(({ referral_id }) => referral_id));
}

/** Of addresses at Gmail, where dots mean nothing, what their mailboxes are called there: as the database calls those that it has (`gmail_box`). */
function gmailBoxes(emails: readonly (string | null)[]): string[] {
  const boxes = emails
    .flatMap((email) => (email === null ? [] : [normalAddress(email)]))
    .filter((box) => box.endsWith("@gmail.com"));
  return [...new Set(boxes.map((box) => box.slice(0, box.lastIndexOf("@"))))];
}

/** An address as it is written, and as its mailbox is called. */
function spellingsOf(emails: readonly (string | null)[]): string[] {
  return [...new Set(emails.flatMap((email) => (email === null ? [] : [email, normalAddress(email)])))];
}

/** Of advocates, what became of their other referrals. */
export async function readSiblings(
  tx: Db,
  shopId: number,
  advocateIds: readonly bigint[],
): Promise<Map<bigint, { referralId: bigint; orderedAt: Date; state: State; reason: string | null }[]>> {
  const { rows } = await sql<{ advocateId: bigint; referralId: bigint; orderedAt: Date; state: State; reason: string | null }>`
    select advocate_id as "advocateId", referral_id as "referralId", ordered_at as "orderedAt", state, reason from referrals
    where shop_id = ${shopId} and advocate_id = any(${ids(advocateIds)}) and ordered_at is not null
  `.execute(tx);
  return Map.groupBy(rows, ({ advocateId }) => advocateId);
}
