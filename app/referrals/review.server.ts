import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { recordset } from "../lib/rows.server.ts";
import type { Flag } from "./judging/judge.ts";
import { termsSchema, type Terms } from "./terms.ts";

type Named = { customerId: bigint; firstName: string | null; lastName: string | null; email: string | null };

/** A referral that is to be looked at, or was. */
export type ListedReferral = {
  referralId: bigint;
  advocate: Named;
  friend: Named | null;
  order: { orderId: bigint; name: string } | null;
  orderedAt: Date | null;
  netMinor: bigint;
  flags: Flag[];
  advocateGets: Terms["advocate"];
  dueAt: Date | null;
  /** Not decided by then, it is not paid. */
  reviewUntil: Date | null;
  decision: "approved" | "declined" | null;
  decidedAt: Date | null;
  decidedBy: string | null;
  /** Its time has passed. */
  missed: boolean;
};

type ListRow = Omit<ListedReferral, "advocate" | "friend" | "order" | "advocateGets"> & {
  terms: unknown;
  advocateId: bigint;
  advocateFirst: string | null;
  advocateLast: string | null;
  advocateEmail: string | null;
  friendId: bigint | null;
  friendFirst: string | null;
  friendLast: string | null;
  friendEmail: string | null;
  orderId: bigint | null;
  orderName: string | null;
};

/** Those that wait, the most urgent first; or those that were decided or missed, the latest first. */
export async function listReview(
  db: Db,
  shopId: number,
  which: "waiting" | "decided",
  page: { limit: number; offset: number },
): Promise<{ referrals: ListedReferral[]; more: boolean }> {
  const wanted =
    which === "waiting"
      ? sql`r.state = 'review'`
      : sql`(r.decided_at is not null or r.reason = 'unreviewed') and r.state <> 'review'`;
  const order =
    which === "waiting"
      ? sql`r.review_until, r.referral_id`
      : sql`coalesce(r.decided_at, r.due_at) desc nulls last, r.referral_id desc`;
  const { rows } = await sql<ListRow>`
    select r.referral_id as "referralId", r.terms, r.ordered_at as "orderedAt", r.net_minor as "netMinor",
      case when r.state = 'review' or r.decided_at is null then r.flags else r.decided_flags end as flags, r.due_at as "dueAt",
      r.review_until as "reviewUntil", r.decision, r.decided_at as "decidedAt", r.decided_by as "decidedBy",
      r.reason is not distinct from 'unreviewed' as missed,
      r.advocate_id as "advocateId", a.first_name as "advocateFirst", a.last_name as "advocateLast", a.email as "advocateEmail",
      r.friend_id as "friendId", f.first_name as "friendFirst", f.last_name as "friendLast", f.email as "friendEmail",
      r.order_id as "orderId", o.name as "orderName"
    from referrals r
    left join customers a on a.shop_id = r.shop_id and a.customer_id = r.advocate_id
    left join customers f on f.shop_id = r.shop_id and f.customer_id = r.friend_id
    left join orders o on o.shop_id = r.shop_id and o.order_id = r.order_id
    where r.shop_id = ${shopId} and ${wanted} order by ${order} limit ${page.limit + 1} offset ${page.offset}
  `.execute(db);
  return { referrals: rows.slice(0, page.limit).map(toListed), more: rows.length > page.limit };
}

function toListed(row: ListRow): ListedReferral {
  const { advocateId, advocateFirst, advocateLast, advocateEmail, friendId, friendFirst, friendLast, friendEmail } = row;
  const {
    referralId,
    orderedAt,
    netMinor,
    flags,
    dueAt,
    reviewUntil,
    decision,
    decidedAt,
    decidedBy,
    missed,
    orderId,
    orderName,
  } = row;
  return {
    ...{ referralId, orderedAt, netMinor, flags, dueAt, reviewUntil, decision, decidedAt, decidedBy, missed },
    advocate: { customerId: advocateId, firstName: advocateFirst, lastName: advocateLast, email: advocateEmail },
    friend: friendId === null ? null : { customerId: friendId, firstName: friendFirst, lastName: friendLast, email: friendEmail },
    order: orderId === null ? null : { orderId, name: orderName ?? orderId.toString() },
    advocateGets: termsSchema.parse(row.terms).advocate,
  };
}

/** How many referrals wait for the merchant's word. */
export async function countReview(db: Db, shopId: number): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    select count(*)::int as waiting from referrals where shop_id = ${shopId} and state = 'review'
  `.execute(db);
  return rows[0]?.waiting ?? 0;
}

/** A referral as a merchant has seen it. `seen`: its flags. */
export type SeenReferral = { referralId: bigint; seen: readonly string[] };

/** Notes what a merchant has decided, for what is to be looked at just now. None is approved that has a flag which they have not seen. Inside a change of the shop. @returns those that were decided */
export async function decide(
  tx: Db,
  shopId: number,
  referrals: readonly SeenReferral[],
  decision: "approved" | "declined",
  actor: string,
  now: Date,
): Promise<bigint[]> {
  const asked = referrals.map(({ referralId, seen }) => ({ referral_id: referralId, seen }));
  const { rows } = await sql<{ referral_id: bigint }>`
    update referrals r set decision = ${decision}, decided_flags = r.flags, decided_at = ${now}, decided_by = ${actor}
    from ${recordset(asked)} as t(referral_id bigint, seen text[])
    where r.shop_id = ${shopId} and r.referral_id = t.referral_id and r.state = 'review' and (${decision} = 'declined' or r.flags <@ t.seen)
    returning r.referral_id
  `.execute(tx);
  return rows.map(({ referral_id }) => referral_id);
}
