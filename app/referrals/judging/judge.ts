import { normalAddress } from "../../lib/mailbox.ts";
import { DAY_MS, MINUTE_MS } from "../../lib/time.ts";
import { isNearly, phoneDigits, plainName } from "./likeness.ts";

export type Person = {
  customerId: bigint;
  email: string | null;
  phone: string | null;
  firstName: string | null;
  lastName: string | null;
  countryCode: string | null;
  provinceCode: string | null;
  createdAt: Date;
};

/** What is known when a friend has ordered. */
export type Case = {
  advocate: Person;
  friend: Person;
  /** `worthMinor`: goods before refunds, net, in shop money. */
  order: { email: string | null; createdAt: Date; worthMinor: bigint };
  claimedAt: Date;
  minOrderMinor: number;
  /** The address that asked for the code, or one of the friend's, is of a domain to throw away. */
  disposable: boolean;
  /** They have bought before, under whatever account or as a guest. */
  boughtBefore: boolean;
  /** The order, or its customer, counts for an earlier referral. */
  referredBefore: boolean;
  /** Codes of this advocate's link that were asked for within an hour of this one, this one among them. */
  claimsInHour: number;
  /** Of the advocate's other referrals that have led to an order: all, and those of which nothing is left. */
  others: { ordered: number; gone: number };
};

/** What ends a referral, whatever the merchant thinks: it is none. */
export const blocks = ["self-account", "self-address", "existing-customer", "already-referred"] as const;
export type Block = (typeof blocks)[number];

/** What the merchant is to look at: each of them also happens to honest people. */
export const flags = [
  ...(["similar-address", "same-phone", "same-name", "same-household", "disposable", "many-claims", "many-refunds"] as const),
  ...(["minimum", "instant", "known-before"] as const),
] as const;
export type Flag = (typeof flags)[number];

export type Judgement = { block: Block | null; flags: Flag[] };

export const MANY_CLAIMS = 5;
/** From so many on it says something that half of them came to nothing. */
const SOME_OTHERS = 3;
/** Nobody reads an offer, chooses and pays in that time. */
const INSTANT_MS = MINUTE_MS;

/** Whether a referral is one, and what of it looks odd. Knows no addresses of the network: they are not stored. */
export function judge(of: Case): Judgement {
  return { block: blockOf(of), flags: flags.filter((flag) => signs[flag](of)) };
}

function blockOf(of: Case): Block | null {
  const { advocate, friend } = of;
  if (advocate.customerId === friend.customerId) return "self-account";
  const own = mailboxOf(advocate.email);
  if (own !== null && friendsMailboxes(of).includes(own)) return "self-address";
  if (of.boughtBefore) return "existing-customer";
  return of.referredBefore ? "already-referred" : null;
}

const signs: Record<Flag, (of: Case) => boolean> = {
  "similar-address": (of) => {
    const own = mailboxOf(of.advocate.email);
    return own !== null && friendsMailboxes(of).some((theirs) => isNearly(own, theirs));
  },
  "same-phone": ({ advocate, friend }) =>
    phoneDigits(advocate.phone) !== null && phoneDigits(advocate.phone) === phoneDigits(friend.phone),
  "same-name": ({ advocate, friend }) =>
    isSame(advocate.lastName, friend.lastName) && isSame(advocate.firstName, friend.firstName),
  "same-household": ({ advocate, friend }) =>
    isSame(advocate.lastName, friend.lastName) &&
    !isSame(advocate.firstName, friend.firstName) &&
    advocate.countryCode !== null &&
    advocate.countryCode === friend.countryCode &&
    advocate.provinceCode === friend.provinceCode,
  disposable: ({ disposable }) => disposable,
  "many-claims": ({ claimsInHour }) => claimsInHour >= MANY_CLAIMS,
  "many-refunds": ({ others }) => others.ordered >= SOME_OTHERS && others.gone * 2 >= others.ordered,
  minimum: ({ order, minOrderMinor }) => order.worthMinor < BigInt(minOrderMinor),
  instant: ({ order, claimedAt }) => order.createdAt.getTime() - claimedAt.getTime() < INSTANT_MS,
  "known-before": ({ friend, claimedAt }) => claimedAt.getTime() - friend.createdAt.getTime() > DAY_MS,
};

function friendsMailboxes({ friend, order }: Case): string[] {
  return [friend.email, order.email].flatMap((email) => mailboxOf(email) ?? []);
}

function mailboxOf(email: string | null): string | null {
  return email === null ? null : normalAddress(email);
}

function isSame(a: string | null, b: string | null): boolean {
  return plainName(a) !== "" && plainName(a) === plainName(b);
}
