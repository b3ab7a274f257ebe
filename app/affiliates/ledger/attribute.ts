import { DAY_MS, plusMs } from "../../lib/time.ts";
import { normalAddress } from "../../lib/mailbox.ts";
import type { PlanTerms } from "../setup/plan.ts";

/** For so long after it a followed link counts. */
export const LINK_DAYS = 30;

/** By what an order is an affiliate's; of several the first counts. */
export const ways = ["code", "link", "customer"] as const;
export type Way = (typeof ways)[number];

/** Why it brings nothing though it is theirs. */
export const reasons = ["self", "referral", "not-first", "not-repeat"] as const;
export type Reason = (typeof reasons)[number];

export type Partner = {
  affiliateId: bigint;
  code: string;
  customerId: bigint | null;
  /** Of the application and of the account. */
  emails: readonly string[];
  approvedAt: Date;
  endedAt: Date | null;
  terms: PlanTerms;
  /** Who recruited them. */
  recruiter: Recruiter | null;
};
export type Recruiter = Pick<Partner, "affiliateId" | "customerId" | "emails" | "approvedAt" | "endedAt">;

/** An order of one buyer. `codes`: in upper case. `isFirst`: nothing of theirs was placed before. `referred`: it carries a friend's code. */
export type Placed = {
  orderId: bigint;
  placedAt: Date;
  codes: readonly string[];
  customerId: bigint | null;
  emails: readonly string[];
  isFirst: boolean;
  referred: boolean;
  /** What was found before: terms hold, and a link counts whose click is no longer kept. */
  before: { affiliateId: bigint; way: Way; terms: PlanTerms } | null;
};
export type Click = { affiliateId: bigint; clickedAt: Date };

export type Attribution = {
  affiliateId: bigint;
  way: Way;
  reason: Reason | null;
  terms: PlanTerms;
  /** Who gets a share for having recruited the affiliate. */
  recruiterId: bigint | null;
};

type Owner = { partner: Partner; until: Date | null };

/**
 * Whose orders are these? A code wins over a link, a link over the affiliate who brought the customer; of links the first that was followed within 30 days before the order. It follows from what is known,
 * and not from when it was told. @param orders of one buyer, in the order in which they were placed
 */
export function attribute(
  orders: readonly Placed[],
  clicks: readonly Click[],
  partners: readonly Partner[],
): Map<bigint, Attribution> {
  const byId = new Map(partners.map((partner) => [partner.affiliateId, partner]));
  const byCode = new Map(partners.map((partner) => [partner.code, partner]));
  const sorted = clicks.toSorted(
    (a, b) => a.clickedAt.getTime() - b.clickedAt.getTime() || (a.affiliateId < b.affiliateId ? -1 : 1),
  );
  const found = new Map<bigint, Attribution>();
  let owner: Owner | null = null;
  for (const order of orders) {
    const by = find(order, sorted, owner, byId, byCode);
    if (by === null) continue;
    const { partner, way } = by;
    const { affiliateId } = partner;
    const terms = order.before?.affiliateId === affiliateId ? order.before.terms : partner.terms;
    const reason = whyNothing(order, partner, terms);
    const recruiterId = reason === null ? recruiterOf(order, partner, terms) : null;
    found.set(order.orderId, { affiliateId, way, reason, terms, recruiterId });
    const isOver: boolean =
      owner === null || !isOne(owner.partner, order.placedAt) || (owner.until !== null && owner.until < order.placedAt);
    if (way !== "customer" && terms.customerDays !== 0 && reason !== "self" && reason !== "referral" && isOver)
      owner = {
        partner,
        until: terms.customerDays === null ? null : plusMs(order.placedAt, terms.customerDays * DAY_MS),
      };
  }
  return found;
}

function find(
  order: Placed,
  clicks: readonly Click[],
  owner: Owner | null,
  byId: ReadonlyMap<bigint, Partner>,
  byCode: ReadonlyMap<string, Partner>,
): { partner: Partner; way: Way } | null {
  const works = (partner: Partner | undefined): partner is Partner => partner !== undefined && isOne(partner, order.placedAt);
  const coded = order.codes.map((code) => byCode.get(code)).find(works);
  if (coded !== undefined) return { partner: coded, way: "code" };
  // Clicks are not kept for ever: what was found by one holds, unless it is known that there was none.
  const before = order.before?.way === "link" ? byId.get(order.before.affiliateId) : undefined;
  if (works(before) && !clicks.some((one) => one.affiliateId === before.affiliateId && one.clickedAt <= order.placedAt))
    return { partner: before, way: "link" };
  const from = plusMs(order.placedAt, -LINK_DAYS * DAY_MS);
  const linked = clicks
    .filter(({ clickedAt }) => clickedAt >= from && clickedAt <= order.placedAt)
    .map(({ affiliateId }) => byId.get(affiliateId))
    .find(works);
  if (linked !== undefined) return { partner: linked, way: "link" };
  if (owner !== null && (owner.until === null || owner.until >= order.placedAt) && works(owner.partner))
    return { partner: owner.partner, way: "customer" };
  return null;
}

/** One level up and no further; nobody for their own order, and nobody who is the affiliate themselves. */
function recruiterOf(order: Placed, partner: Partner, { recruiterBp }: PlanTerms): bigint | null {
  const { recruiter } = partner;
  if (recruiter === null || recruiterBp === 0 || !isOne(recruiter, order.placedAt)) return null;
  return isSame(order, recruiter) || isSame(partner, recruiter) ? null : recruiter.affiliateId;
}

type Person = Pick<Partner, "customerId" | "emails">;

/** Whether two are one, by account or by any spelling of an address. */
function isSame(one: Person, other: Person): boolean {
  const own = other.emails.map(normalAddress);
  return (
    one.emails.some((email) => own.includes(normalAddress(email))) ||
    (one.customerId !== null && one.customerId === other.customerId)
  );
}

function isOne({ approvedAt, endedAt }: Pick<Partner, "approvedAt" | "endedAt">, at: Date): boolean {
  return at >= approvedAt && (endedAt === null || at < endedAt);
}

/** An order brings one thing: where a friend's code was used, what it brings is the referral's. */
function whyNothing(order: Placed, partner: Partner, { orders }: PlanTerms): Reason | null {
  const { isFirst, referred } = order;
  if (isSame(order, partner)) return "self";
  if (referred) return "referral";
  if (orders === "first" && !isFirst) return "not-first";
  return orders === "repeat" && isFirst ? "not-repeat" : null;
}
