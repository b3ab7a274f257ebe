import { sql } from "kysely";

import { append, type TimelineEvent } from "../../customers/timeline.server.ts";
import { placedAt } from "../../customers/orders/earns.ts";
import { netOf } from "../../customers/orders/worth/order-net.ts";
import type { Db } from "../../db.server.ts";
import type { OrderSnapshot } from "../../facts/order-snapshot.ts";
import { ids, recordset } from "../../lib/rows.server.ts";
import { DAY_MS, dayIn, plusMs } from "../../lib/time.ts";
import { markForSync } from "../../points/accounts.server.ts";
import { availableAt, whyNothing } from "../../points/orders/owed.ts";
import type { Program } from "../../program/rules/rules.ts";
import { versionFor } from "../../program/version-for.ts";
import { listPrograms } from "../../program/versions.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { isDisposable } from "../judging/disposable.ts";
import { blocks, judge, type Block, type Flag, type Judgement } from "../judging/judge.ts";
import type { Terms } from "../terms.ts";
import { lifeOf, type Facts, type Life, type State } from "./life.ts";
import { giveReward, postPoints, takeRewardBack } from "./payout.server.ts";
import { GUEST, readReferrals, readSiblings, type Read } from "./read.server.ts";

/** Referrals that time or their orders have changed are looked at so many at a time. */
const AT_ONCE = 200;
/** A reward that cannot be given now is tried again. */
const AGAIN_MS = DAY_MS;

/** Looks at the referrals of these advocates that are due. @returns whom that concerns, as `settle` */
export async function settleDue(tx: Db, shop: Shop, advocateIds: readonly bigint[], now: Date): Promise<bigint[]> {
  const { rows } = await sql<{ referral_id: bigint }>`
    select referral_id from referrals
    where shop_id = ${shop.shopId} and advocate_id = any(${ids(advocateIds)}) and look_at <= ${now} order by look_at, referral_id limit ${AT_ONCE}
  `.execute(tx);
  return settle(
    tx,
    shop,
    rows.map(({ referral_id }) => referral_id),
    now,
  );
}

/** What a referral was and what it is. `paidAt` is set with the first payment and stays. */
export type Settled = {
  read: Read;
  life: Life;
  flags: string[];
  paidAt: Date | null;
  redemptionId: bigint | null;
  netMinor: bigint;
};

/**
 * Lets referrals be what their orders, people and the merchant's word say now, and posts the difference to what was paid. Doing it again posts nothing. Runs inside a change of the shop.
 * @returns the advocates who have got or lost something, and both sides of what counts otherwise from now on
 */
export async function settle(tx: Db, shop: Shop, referralIds: readonly bigint[], now: Date): Promise<bigint[]> {
  if (referralIds.length === 0) return [];
  const reads = await readReferrals(tx, shop.shopId, referralIds, now);
  const programs = await listPrograms(tx, shop.shopId);
  const siblings = await readSiblings(tx, shop.shopId, [...new Set(reads.map(({ row }) => row.advocateId))]);
  const settled: Settled[] = [];
  for (const read of reads) {
    const others = (siblings.get(read.row.advocateId) ?? []).filter(({ referralId }) => referralId !== read.row.referralId);
    const facts = factsOf(read, others, programs, shop);
    const life = lifeOf(facts, now);
    const one = await paying(tx, shop, { read, life, flags: facts.judged.flags, netMinor: facts.order?.kept ?? 0n }, now);
    settled.push(one);
    // Of several that are due at once, each counts for the limit of those after it.
    const { orderId, referralId, advocateId } = read.row;
    if (orderId !== null && read.order !== null)
      siblings.set(advocateId, [
        ...others,
        { referralId, orderedAt: read.order.snapshot.createdAt, state: one.life.state, reason: one.life.reason },
      ]);
  }
  await write(tx, shop.shopId, settled);
  await lookAgain(tx, shop.shopId, settled, now);
  const moved = settled.filter(({ read, life }) => countedAs(read.row.state) !== countedAs(life.state));
  const advocates = [...new Set(moved.map(({ read }) => read.row.advocateId))];
  // The theme tells them of their friends.
  await markForSync(tx, shop.shopId, advocates, now);
  const changed = await postPoints(tx, shop, settled, now);
  await append(
    tx,
    shop.shopId,
    settled.flatMap((one) => eventsOf(one, now)),
    now,
  );
  const given = settled.filter(({ read, paidAt }) => read.row.paidAt === null && paidAt !== null);
  const friends = moved.flatMap(({ read: { row, order } }) => friendOf(order) ?? row.friendId ?? []);
  return [...new Set([...changed, ...given.map(({ read }) => read.row.advocateId), ...advocates, ...friends])];
}

type Unpaid = Omit<Settled, "paidAt" | "redemptionId">;

/** Gives or takes back the reward where it is one. What cannot be given now waits. */
async function paying(tx: Db, shop: Shop, one: Unpaid, now: Date): Promise<Settled> {
  const { row } = one.read;
  const { advocate } = row.terms;
  const { state } = one.life;
  if (state === "paid" && row.paidAt === null) {
    if (advocate.kind === "points") return { ...one, paidAt: now, redemptionId: null };
    const redemptionId = await giveReward(tx, shop, row, advocate.rewardId, now);
    if (redemptionId !== null) return { ...one, paidAt: now, redemptionId };
    return { ...one, life: { ...one.life, state: "pending", lookAt: plusMs(now, AGAIN_MS) }, paidAt: null, redemptionId: null };
  }
  if (state === "reversed" && row.state !== "reversed" && row.redemptionId !== null)
    await takeRewardBack(tx, shop, row.redemptionId, now);
  return { ...one, paidAt: row.paidAt, redemptionId: row.redemptionId };
}

type Sibling = { referralId: bigint; orderedAt: Date; state: State; reason: string | null };

function factsOf(read: Read, others: readonly Sibling[], programs: readonly Program[], shop: Shop): Facts {
  const { row, advocate, order } = read;
  const { terms } = row;
  const facts = {
    expiresAt: row.expiresAt,
    barred: advocate === null || advocate.gone ? ("advocate-gone" as const) : advocate.excluded ? ("excluded" as const) : null,
    decision: row.decision === null ? null : { kind: row.decision, flags: row.decidedFlags },
    paidAt: row.paidAt,
    points: terms.advocate.kind === "points" ? BigInt(terms.advocate.points) : 0n,
  };
  if (order === null) return { ...facts, order: null, judged: { block: null, flags: [] }, full: false };
  const { snapshot } = order;
  const program = versionFor(placedAt(snapshot), programs);
  const nothing = whyNothing(snapshot, program);
  const whole = wholeOf(snapshot);
  return {
    ...facts,
    order: {
      withdrawn: nothing === "test" || nothing === "withdrawn" || nothing === "refunded" || nothing === "company",
      dueAt:
        nothing === "unpaid" || nothing === "unfulfilled" || nothing === "disputed"
          ? null
          : dueAt(snapshot, terms, program, shop),
      kept: netOf(snapshot),
      whole,
    },
    judged: judgedOf(read, others, whole),
    full: isFull(terms, snapshot.createdAt, others, shop),
  };
}

/**
 * What was bought, had no money gone back: all that is gone is read as gone without money, so that goods that were exchanged, or that an edit had removed before they were paid, are not counted beside
 * what has taken their place.
 */
function wholeOf(order: OrderSnapshot): bigint {
  const named = order.refunds.flatMap((refund) => refund.lines);
  const gone = order.lines.map(({ lineId, quantity, currentQuantity }) => {
    const refunded = named.reduce((sum, one) => (one.lineId === lineId ? sum + one.quantity : sum), 0);
    return { lineId, quantity: Math.min(quantity, Math.max(refunded, quantity - currentQuantity)) };
  });
  const lines = order.lines.map((line) => ({ ...line, currentQuantity: line.quantity }));
  const unpaid = { refundId: 0n, createdAt: order.createdAt, moneyMinor: 0n, shippingMinor: 0n };
  const refunds = [{ ...unpaid, lines: gone.filter(({ quantity }) => quantity > 0) }];
  return netOf({ ...order, lines, refunds }, { shipping: false, tax: false, unpaid: true });
}

/** The waiting time begins where that of the order's own points does. */
function dueAt(order: OrderSnapshot, { waitDays }: Terms, program: Program, { timeZone }: Shop): Date {
  return availableAt(order, { ...program, rules: { ...program.rules, pendingDays: waitDays } }, timeZone);
}

function isFull({ limit }: Terms, orderedAt: Date, others: readonly Sibling[], { timeZone }: Shop): boolean {
  if (limit === null) return false;
  const periodOf = (at: Date) => {
    const { year, month } = dayIn(at, timeZone);
    return limit.per === "year" ? `${year}` : `${year}-${month}`;
  };
  const paid = others.filter((other) => other.state === "paid" && periodOf(other.orderedAt) === periodOf(orderedAt));
  return paid.length >= limit.times;
}

/** Of who has been erased nothing can be judged any more: what was found of them before holds. */
function judgedOf(
  { row, advocate, order, boughtBefore, referredBefore, claimsInHour }: Read,
  others: readonly Sibling[],
  worthMinor: bigint,
): Judgement {
  const known = { block: blocks.find((block) => block === row.reason) ?? null, flags: row.flags as Flag[] };
  if (advocate === null || order === null) return known;
  const { snapshot, friend } = order;
  const judged = judge({
    advocate,
    friend,
    order: { email: snapshot.email, createdAt: snapshot.createdAt, worthMinor },
    claimedAt: row.claimedAt,
    minOrderMinor: row.terms.minOrderMinor,
    disposable: row.disposable || [friend.email, snapshot.email].some((email) => email !== null && isDisposable(email)),
    ...{ boughtBefore, referredBefore, claimsInHour },
    others: { ordered: others.length, gone: others.filter(({ reason }) => reason === "cancelled").length },
  });
  if (!advocate.gone && !friend.gone) return judged;
  const block: Block | null = judged.block ?? known.block;
  return { block, flags: [...new Set([...judged.flags, ...known.flags])] };
}

/** Of whom an unused code was that has run out, nothing is kept. */
async function write(tx: Db, shopId: number, settled: readonly Settled[]): Promise<void> {
  const rows = settled.map(({ read: { row, order }, life, flags, paidAt, redemptionId, netMinor }) => ({
    ...{
      referral_id: row.referralId,
      friend_id: friendOf(order) ?? row.friendId,
      state: life.state,
      reason: life.reason,
    },
    ...{ ordered_at: order?.snapshot.createdAt ?? row.orderedAt, flags, due_at: life.dueAt, review_until: life.reviewUntil },
    ...{ look_at: life.lookAt, paid_at: paidAt, redemption_id: redemptionId, net_minor: netMinor },
  }));
  await sql`
    update referrals r set friend_id = t.friend_id, mailbox = case when t.state = 'expired' then null else r.mailbox end, state = t.state, reason = t.reason, ordered_at = t.ordered_at, flags = t.flags, due_at = t.due_at,
      review_until = t.review_until, look_at = t.look_at, paid_at = t.paid_at, redemption_id = t.redemption_id, net_minor = t.net_minor
    from ${recordset(rows)} as t(referral_id bigint, friend_id bigint, state text, reason text, ordered_at timestamptz, flags text[], due_at timestamptz,
      review_until timestamptz, look_at timestamptz, paid_at timestamptz, redemption_id bigint, net_minor bigint)
    where r.shop_id = ${shopId} and r.referral_id = t.referral_id
  `.execute(tx);
}

/** What the limit kept out has a place where another is paid no more. */
async function lookAgain(tx: Db, shopId: number, settled: readonly Settled[], now: Date): Promise<void> {
  const freed = settled.filter(({ read, life }) => read.row.state === "paid" && life.state !== "paid");
  if (freed.length === 0) return;
  await sql`
    update referrals set look_at = ${now}
    where shop_id = ${shopId} and advocate_id = any(${ids(freed.map(({ read }) => read.row.advocateId))}) and state = 'rejected' and reason = 'limit'
  `.execute(tx);
}

/** As `readLinks` counts (links/links.server). */
function countedAs(state: State): "waiting" | "paid" | null {
  if (state === "paid") return "paid";
  return state === "ordered" || state === "pending" || state === "review" ? "waiting" : null;
}

function friendOf(order: Read["order"]): bigint | null {
  return order === null || order.friend.customerId === GUEST ? null : order.friend.customerId;
}

const WITH_ORDER: ReadonlySet<State> = new Set<State>(["ordered", "pending", "review", "paid"]);

/** What the timelines of both tell: each step once. */
function eventsOf({ read: { row, order }, life, paidAt }: Settled, now: Date): TimelineEvent[] {
  const { referralId, advocateId: customerId, state: before } = row;
  const key = (what: string) => `referral:${referralId}:${what}`;
  const events: TimelineEvent[] = [];
  const isNew = before === "claimed" || before === "expired";
  if (order !== null && isNew && WITH_ORDER.has(life.state)) {
    const occurredAt = order.snapshot.createdAt;
    events.push({ customerId, kind: "referral.ordered", key: key("ordered"), occurredAt, data: { referralId } });
    const friendId = friendOf(order);
    if (friendId !== null)
      events.push({
        ...{ customerId: friendId, kind: "referral.joined", key: key("joined"), occurredAt },
        data: { referralId, orderId: order.snapshot.orderId, orderName: order.snapshot.name },
      });
  }
  if (life.state === "paid" && row.paidAt === null && paidAt !== null)
    events.push({
      customerId,
      kind: "referral.paid",
      key: key("paid"),
      occurredAt: now,
      data: { referralId, points: life.points },
    });
  if (life.state === "rejected" && before !== "rejected")
    events.push({
      ...{ customerId, kind: "referral.rejected", key: key(`rejected:${life.reason ?? ""}`), occurredAt: now },
      data: { referralId, reason: life.reason ?? "" },
    });
  const less = row.points - life.points;
  if (row.paidAt !== null && (less > 0n || (life.state === "reversed" && before !== "reversed")))
    events.push({
      ...{ customerId, kind: "referral.reversed", key: key(`reversed:${row.entries}`), occurredAt: now },
      data: { referralId, points: less, whole: life.state === "reversed" },
    });
  return events;
}
