/**
 * Nothing is sent that may not be: the one place that says whether a message may leave now. Asked at the moment of sending, with facts read in
 * the same transaction; the forecast asks it too.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs } from "../lib/time.ts";
import type { Channel } from "./channels/channel.ts";
import { canBeSimilar, type Topic } from "./preferences/topics.ts";
import type { OutdatedReason, Purpose } from "./templates/template.ts";
import { departure, type WaitReason } from "./timing/departure.ts";
import type { SendingRules } from "./timing/sending-rules.ts";

/** How often what waits for the merchant is asked about again: for the sender, the legal notice, the flow. What they do asks at once. */
const HELD_AGAIN_MS = HOUR_MS;
/** How long a message may be deferred, days of rest apart, before it is dropped with the reason of its deferral: after that it is no news any more. */
export const PATIENCE_MS = 72 * HOUR_MS;

export type Intent = {
  purpose: Purpose;
  topic: Topic;
  /** It offers goods like those that its reader has bought; counts only of a topic of which that can be said. */
  similarGoods: boolean;
  /** From then on the message is of no use. */
  expiresAt: Date | null;
  /** Why it was deferred last, kept as the reason when it expires. */
  deferredFor: string | null;
};

export type PolicyFacts = {
  channel: Pick<Channel, "isAddress">;
  shop: {
    installed: boolean;
    timeZone: string;
    countryCode: string | null;
    confirmedOptInCountries: readonly string[];
    /** Who writes and the legal notice are known (shops/settings/settings.ts): without both, advertising is unlawful. */
    presentable: boolean;
    rules: SendingRules;
  };
  recipient: {
    /** Deleted, redacted, or merged into another customer. */
    gone: boolean;
    /** On the channel. */
    address: string | null;
    countryCode: string | null;
    provinceCode: string | null;
    /** On the channel: Shopify's marketing states, lower case. */
    consent: string;
    consentAt: Date | null;
    optInLevel: string | null;
    legalBasis: string | null;
    lastOrderAt: Date | null;
    /** What the reader has chosen (preferences/). */
    topicsOff: readonly Topic[];
    pausedUntil: Date | null;
    /**
     * So long advertising of flows waits, because its reader has told the shop that they would not recommend it and nobody has dealt with that yet (app/surveys). Null where nothing is open, and for what no flow
     * sends.
     */
    feedbackUntil: Date | null;
  };
  /** Of the address on the channel. */
  suppression: { reason: string; createdAt: Date } | null;
  /** Whether the flow that wants it is on; "on" where none does. */
  flow: "on" | "paused" | "off";
  /** The same of the campaign that wants it. */
  campaign: "on" | "paused" | "off";
  /** What it says is no longer so, or no longer wanted. */
  outdated: OutdatedReason | null;
  /** What it tells, a code that a flow gives, is not there yet. */
  pending: boolean;
  /** When advertising left for this customer in the last seven days, on whatever channel; the latest first. */
  recentMarketing: readonly Date[];
  /** How much more advertising the shop may send today; null: there is no limit. */
  leftToday: number | null;
};

export type DropReason =
  | "shop-gone"
  | "customer-gone"
  | "no-address"
  | "invalid-address"
  | "suppressed-bounced"
  | "suppressed-complained"
  | "suppressed-unsubscribed"
  | "suppressed-manual"
  | "no-consent"
  | "opt-in-unconfirmed"
  | "topic-off"
  | typeof PAUSED;
export const NO_LEGAL_NOTICE = "no-legal-notice";
/** The reader has asked for a break: it is waited for where it ends before the message does. */
export const PAUSED = "paused";
/** Until the flow goes on, which asks at once. */
const FLOW_PAUSED = "flow-paused";
/** Until somebody of the shop has closed what the reader has told, which asks at once. */
export const FEEDBACK_OPEN = "feedback-open";
/** For so long after such an answer, however long it stays open. */
export const LONGEST_FEEDBACK_MS = 30 * DAY_MS;
/** Until the campaign goes on, which asks at once, however long that takes: who waits for the merchant is not left out for it. */
export const CAMPAIGN_PAUSED = "campaign-paused";
/** Until Shopify has the code that it tells. */
const CODE_PENDING = "code-pending";
export type DeferReason =
  | WaitReason
  | typeof NO_LEGAL_NOTICE
  | typeof PAUSED
  | typeof FEEDBACK_OPEN
  | typeof FLOW_PAUSED
  | typeof CAMPAIGN_PAUSED
  | typeof CODE_PENDING;

export type Verdict =
  | { kind: "send" }
  /** `restMs`: how much of the wait is days of rest; so much later does the message expire. */
  | { kind: "defer"; until: Date; reason: DeferReason; restMs: number }
  /** `reason` is a DropReason, an OutdatedReason, a DeferReason that lasted too long, "expired", or why the message was withdrawn. */
  | { kind: "drop"; reason: string };

/** Whether what is waited for is the merchant or Shopify: asked again and again, the answer stays as long as nothing else is known of the recipient. */
export function isHeld(reason: DeferReason): boolean {
  return reason === NO_LEGAL_NOTICE || reason === FEEDBACK_OPEN || reason === FLOW_PAUSED || reason === CODE_PENDING;
}

const drop = (reason: string): Verdict => ({ kind: "drop", reason });

export function decide(intent: Intent, facts: PolicyFacts, now: Date): Verdict {
  if (!facts.shop.installed) return drop("shop-gone");
  if (facts.recipient.gone) return drop("customer-gone");
  if (facts.flow === "off") return drop("switched-off");
  if (facts.campaign === "off") return drop("cancelled");
  if (facts.outdated !== null) return drop(facts.outdated);
  if (facts.campaign === "paused")
    return { kind: "defer", until: plusMs(now, HELD_AGAIN_MS), reason: CAMPAIGN_PAUSED, restMs: 0 };
  if (intent.expiresAt !== null && intent.expiresAt <= now) return drop(intent.deferredFor ?? "expired");
  const barred =
    unreachable(facts) ?? (intent.purpose === "marketing" ? (unlawful(intent, facts) ?? unwanted(intent, facts)) : null);
  if (barred !== null) return drop(barred);
  if (facts.flow === "paused") return held(intent, FLOW_PAUSED, HELD_AGAIN_MS, now);
  if (facts.pending) return held(intent, CODE_PENDING, MINUTE_MS, now);
  if (intent.purpose !== "marketing") return { kind: "send" };
  const { pausedUntil, feedbackUntil } = facts.recipient;
  if (pausedUntil !== null && pausedUntil > now) return paused(intent, pausedUntil);
  if (feedbackUntil !== null && feedbackUntil > now) return held(intent, FEEDBACK_OPEN, HELD_AGAIN_MS, now);
  return facts.shop.presentable ? timely(intent, facts, now) : held(intent, NO_LEGAL_NOTICE, HELD_AGAIN_MS, now);
}

function unreachable({ channel, recipient, suppression }: PolicyFacts): DropReason | null {
  if (recipient.address === null || recipient.address === "") return "no-address";
  if (recipient.consent === "invalid" || !channel.isAddress(recipient.address)) return "invalid-address";
  return suppression?.reason === "bounced" ? "suppressed-bounced" : null;
}

/** What a message rests on in law: consent, or § 7 (3) UWG; null: nothing is needed, or nothing is there. */
export function basisOf(
  intent: Pick<Intent, "purpose" | "topic" | "similarGoods">,
  facts: PolicyFacts,
): "consent" | "existing-customer" | null {
  if (intent.purpose !== "marketing") return null;
  if (missingConsent(facts) === null) return "consent";
  return isExistingCustomer(intent, facts) ? "existing-customer" : null;
}

function unlawful(intent: Intent, facts: PolicyFacts): DropReason | null {
  const { recipient, suppression } = facts;
  const suppressed = suppression === null ? null : suppressionReason(suppression, recipient.consentAt);
  if (suppressed !== null) return suppressed;
  return basisOf(intent, facts) === null ? missingConsent(facts) : null;
}

/** Topics are the reader's own choice; what is no topic of theirs to choose cannot be off. */
function unwanted({ topic }: Intent, { recipient }: PolicyFacts): DropReason | null {
  return recipient.topicsOff.includes(topic) ? "topic-off" : null;
}

/**
 * § 7 (3) UWG, all four: the address came with a purchase, similar goods are offered, the buyer has not objected, and was told that they may, when buying and in each
 * email. Who bought before the shop told it was not told.
 */
function isExistingCustomer(intent: Pick<Intent, "topic" | "similarGoods">, { shop, recipient }: PolicyFacts): boolean {
  const { existingCustomersSince: since } = shop.rules;
  const objected = recipient.consent === "unsubscribed" || recipient.consent === "redacted";
  const isSimilar = intent.similarGoods && canBeSimilar(intent.topic);
  return isSimilar && since !== null && !objected && recipient.lastOrderAt !== null && recipient.lastOrderAt >= since;
}

function missingConsent({ shop, recipient }: PolicyFacts): DropReason | null {
  if (recipient.consent !== "subscribed") return "no-consent";
  const country = (recipient.countryCode ?? shop.countryCode ?? "").toUpperCase();
  const mustBeConfirmed = shop.confirmedOptInCountries.includes(country);
  return mustBeConfirmed && recipient.optInLevel !== "confirmed_opt_in" && !isProven(recipient.legalBasis)
    ? "opt-in-unconfirmed"
    : null;
}

function suppressionReason(suppression: { reason: string; createdAt: Date }, consentAt: Date | null): DropReason | null {
  switch (suppression.reason) {
    case "unsubscribed":
      // Who subscribes again after that has changed their mind; bounces and complaints are not theirs to lift.
      return consentAt !== null && consentAt > suppression.createdAt ? null : "suppressed-unsubscribed";
    case "complained":
      return "suppressed-complained";
    case "bounced":
      return "suppressed-bounced";
    default:
      return "suppressed-manual";
  }
}

/** Grounds on which a consent counts without a confirmation email: documented otherwise (paper, counter), or § 7 (3) UWG. */
function isProven(legalBasis: string | null): boolean {
  return legalBasis === "documented-consent" || legalBasis === "existing-customer";
}

/** A message that would be old news after the break is dropped at once. */
function paused({ expiresAt }: Intent, until: Date): Verdict {
  return expiresAt !== null && until < expiresAt ? { kind: "defer", until, reason: PAUSED, restMs: 0 } : drop(PAUSED);
}

/** Until its own end, at which it is dropped for this reason. */
function held({ expiresAt }: Intent, reason: DeferReason, afterMs: number, now: Date): Verdict {
  const again = plusMs(now, afterMs);
  return {
    kind: "defer",
    until: expiresAt !== null && expiresAt < again ? expiresAt : again,
    reason,
    restMs: 0,
  };
}

function timely({ expiresAt }: Intent, facts: PolicyFacts, now: Date): Verdict {
  const leaves = departure(facts, now);
  if (leaves === null) return drop("quiet-hours");
  const { at, reason, restMs } = leaves;
  if (reason === null) return { kind: "send" };
  return expiresAt !== null && plusMs(at, -restMs) >= expiresAt ? drop(reason) : { kind: "defer", until: at, reason, restMs };
}
