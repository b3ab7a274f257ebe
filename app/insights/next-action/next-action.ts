import type { ConsentState } from "../../facts/customer.ts";
import type { FlowPresetKey } from "../../flows/presets/presets.ts";
import type { Texts } from "../../program/rules/texts.ts";
import type { Basis } from "../../tiers/qualification/tier-state.ts";

/** What is known of a customer when somebody asks what to do next. Days are whole days of the shop, from today. */
export type ActionFacts = {
  hasAddress: boolean;
  consent: ConsentState;
  /** Shopify has not taken the consent that holds. */
  consentUntold: boolean;
  /** The customer wants no emails for now. */
  paused: boolean;
  /** Emails to the address are stopped: it came back, or they do not want any. */
  stopped: "bounced" | "unwanted" | null;
  /** The last email did not arrive. */
  undeliveredAt: Date | null;
  /** What runs out first, of what nobody has put off. Negative days: it has run out. */
  refill: { product: string; inDays: number } | null;
  /** Null: nothing was bought. `alive`: null where the shop is told no predictions. */
  buying: { silentDays: number; medianGapDays: number | null; purchaseDays: number; alive: number | null } | null;
  available: bigint;
  /** The reward that costs least; null: there is none to redeem. */
  cheapest: { title: Texts; points: bigint } | null;
  everRedeemed: boolean;
  /** Null: not known. */
  birthdayInDays: number | null;
  /** Whether the program gives something for birthdays. */
  birthdayCounts: boolean;
  /** The next tier, and what is missing of its threshold in its unit; null: there is none. */
  tier: { key: string; missing: bigint; threshold: number; basis: Basis } | null;
  /** Presets of flows that the customer is in, or was in within the last three months: they need not be told twice. */
  covered: ReadonlySet<FlowPresetKey>;
};

/** One thing to do, with what its reason says. */
export type NextAction =
  | { key: "consent-untold" | "no-address" | "unwanted" }
  | { key: "no-consent"; consent: ConsentState }
  | { key: "undelivered"; at: Date | null }
  | { key: "refill-due"; product: string; inDays: number }
  | { key: "win-back"; silentDays: number; medianGapDays: number | null; alive: number | null }
  | { key: "never-redeemed"; title: Texts; points: bigint; available: bigint }
  | { key: "second-purchase"; silentDays: number }
  | { key: "birthday"; inDays: number }
  | { key: "tier-near"; tier: string; missing: bigint; basis: Basis }
  | { key: "birthday-unknown" };
export type ActionKey = NextAction["key"];

/** A refill is told of from so many days before it is used up until so many after. */
const REFILL_DAYS = { before: 7, after: 14 } as const;
/** Less likely than this to be a customer still, somebody is on their way out. */
const LIKELY_GONE = 0.5;
/** So many of their own gaps without an order is no delay any more. */
const GAPS_SILENT = 2;
/** Of whom nothing is foretold and no gap is known: the first email of the win-back series (flows/presets/series.ts). */
const LONG_SILENT_DAYS = 90;
/** A second purchase is due from when the first has been used until it is a matter of winning back. */
const SECOND_FROM_DAYS = 14;
const BIRTHDAY_SOON_DAYS = 14;
/** So much of a tier's threshold may be missing for it to be within reach. */
const WITHIN_REACH = 0.2;

/**
 * The one thing that does most for a customer now; null: nothing needs doing. First what keeps everything else from reaching them, then what would lose them, then what would please them; of what
 * can be asked of anybody at any time (their birthday) last.
 */
export function nextAction(facts: ActionFacts): NextAction | null {
  for (const rule of RULES) {
    const found = rule(facts);
    if (found === "nothing") return null;
    if (found !== null) return found;
  }
  return null;
}

/** What it suggests; null: nothing, and the next one may; "nothing": nor may those after it. */
type Rule = (facts: ActionFacts) => NextAction | "nothing" | null;

const RULES: readonly Rule[] = [
  ({ consentUntold }) => (consentUntold ? { key: "consent-untold" } : null),
  ({ hasAddress }) => (hasAddress ? null : { key: "no-address" }),
  ({ stopped, undeliveredAt }) =>
    stopped === "bounced" || undeliveredAt !== null ? { key: "undelivered", at: undeliveredAt } : null,
  ({ stopped }) => (stopped === "unwanted" ? { key: "unwanted" } : null),
  ({ consent }) => (consent === "subscribed" ? null : { key: "no-consent", consent }),
  // All that follows is said by email.
  ({ paused }) => (paused ? "nothing" : null),
  ({ refill, covered }) =>
    refill !== null && refill.inDays <= REFILL_DAYS.before && refill.inDays >= -REFILL_DAYS.after && !covered.has("refill")
      ? { key: "refill-due", ...refill }
      : null,
  winBack,
  ({ cheapest, available, everRedeemed }) =>
    cheapest !== null && !everRedeemed && available >= cheapest.points ? { key: "never-redeemed", available, ...cheapest } : null,
  ({ buying, covered }) =>
    buying?.purchaseDays === 1 && buying.silentDays >= SECOND_FROM_DAYS && !covered.has("second-purchase")
      ? { key: "second-purchase", silentDays: buying.silentDays }
      : null,
  ({ birthdayInDays, covered }) =>
    birthdayInDays !== null && birthdayInDays <= BIRTHDAY_SOON_DAYS && !covered.has("birthday")
      ? { key: "birthday", inDays: birthdayInDays }
      : null,
  ({ tier }) =>
    tier !== null && tier.missing > 0n && Number(tier.missing) <= WITHIN_REACH * tier.threshold
      ? { key: "tier-near", tier: tier.key, missing: tier.missing, basis: tier.basis }
      : null,
  ({ birthdayCounts, birthdayInDays }) => (birthdayCounts && birthdayInDays === null ? { key: "birthday-unknown" } : null),
];

function winBack({ buying, covered }: ActionFacts): NextAction | null {
  if (buying === null || covered.has("win-back") || covered.has("win-back-durable")) return null;
  const { silentDays, medianGapDays, alive } = buying;
  const quiet = medianGapDays === null ? silentDays >= LONG_SILENT_DAYS : silentDays > GAPS_SILENT * Math.max(1, medianGapDays);
  // A first order of last week does not make anybody likely to be gone, whatever a model says of all one-time buyers.
  const gone = alive !== null && alive < LIKELY_GONE && silentDays > Math.max(SECOND_FROM_DAYS, medianGapDays ?? 0);
  return quiet || gone ? { key: "win-back", silentDays, medianGapDays, alive } : null;
}

/** The presets of flows that do it for everybody; what has none is for this one alone. */
const FLOWS: Partial<Record<ActionKey, FlowPresetKey>> = {
  ...{ "refill-due": "refill", "win-back": "win-back", "second-purchase": "second-purchase", birthday: "birthday" },
};

export function flowFor(key: ActionKey): FlowPresetKey | null {
  return FLOWS[key] ?? null;
}
