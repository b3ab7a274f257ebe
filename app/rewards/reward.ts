import { z } from "zod";

import type { ShopperLocale } from "../i18n/shopper/say.ts";
import { currencyDigits } from "../lib/money.ts";
import type { ProgramRules } from "../program/rules/rules.ts";
import { ratioOf } from "../program/rules/rules.ts";
import { pictureSchema } from "../program/rules/picture.ts";
import { textsSchema } from "../program/rules/texts.ts";
import type { CreditUse } from "../shops/accounts/account-settings.ts";

const points = z.number().int().min(1).max(1_000_000);
const minor = z.number().int().min(0).max(100_000_000);
const id = z.string().regex(/^[1-9]\d{0,18}$/);
const tierKey = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);

export const rewardKinds = ["amount", "slider", "percentage", "free-shipping", "product", "store-credit", "gift-card"] as const;
export type RewardKind = (typeof rewardKinds)[number];

/**
 * What points can be spent on. Points and amounts are whole numbers, amounts in minor units of shop money. `points` is the price; of a slider it
 * is the price of each `valueMinor`. An amount with `steps` has those prices and values instead. Of a free product `valueMinor` is not used: it
 * is worth what it costs in the shop when it is redeemed.
 */
export const rewardTermsSchema = z
  .object({
    kind: z.enum(rewardKinds),
    title: textsSchema,
    description: textsSchema.nullable().default(null),
    picture: pictureSchema.nullable().default(null),
    points,
    steps: z
      .array(z.object({ points, valueMinor: minor.min(1) }))
      .min(1)
      .max(20)
      .optional(),
    slider: z.object({ minPoints: points, maxPoints: points, stepPoints: points }).optional(),
    valueMinor: minor.default(0),
    percent: z.number().min(0.1).max(100).multipleOf(0.1).nullable().default(null),
    product: z
      .object({ productId: id, variantId: id, title: z.string().trim().min(1).max(500) })
      .nullable()
      .default(null),
    minSpendMinor: minor.default(0),
    /** Calendar days in the shop's zone until what was not used comes back; null: for ever. */
    validDays: z.number().int().min(1).max(3_650).nullable().default(null),
    /** Levels whose members may redeem it; empty: everybody. A level above one of these does not count by itself. */
    tiers: z.array(tierKey).max(10).default([]),
    /** The segment whose members may redeem it, of those of such levels; null: everybody. Who is not in it is not shown the reward. */
    segmentId: z.number().int().min(1).nullable().default(null),
    /** Redemptions in all; null: without limit. What was released counts no longer. */
    stock: z.number().int().min(0).max(10_000_000).nullable().default(null),
    perCustomer: z
      .object({ times: z.number().int().min(1).max(1_000), period: z.enum(["ever", "year", "month"]) })
      .nullable()
      .default(null),
    combinesWith: z
      .object({ order: z.boolean(), product: z.boolean(), shipping: z.boolean() })
      .default({ order: false, product: false, shipping: true }),
    /** Collections whose products the discount is for; empty: all. */
    collections: z.array(id).max(50).default([]),
  })
  .superRefine((terms, context) => {
    const issue = (path: (string | number)[], message: string) => context.addIssue({ code: "custom", path, message });
    const needsValue = ["slider", "store-credit", "gift-card"].includes(terms.kind);
    const steps = terms.kind === "amount" ? terms.steps : undefined;
    if ((needsValue || (terms.kind === "amount" && steps === undefined)) && terms.valueMinor === 0)
      issue(["valueMinor"], "required");
    if (terms.kind === "percentage" && terms.percent === null) issue(["percent"], "required");
    if (terms.kind === "product" && terms.product === null) issue(["product"], "required");
    if (terms.kind === "slider") checkSlider(terms, issue);
    steps?.forEach((step, index) => {
      if (steps.findIndex((other) => other.points === step.points) !== index) issue(["steps", index, "points"], "duplicate");
    });
  });

function checkSlider(
  terms: {
    points: number;
    valueMinor: number;
    slider?: { minPoints: number; maxPoints: number; stepPoints: number } | undefined;
  },
  issue: (path: string[], message: string) => void,
): void {
  if (terms.slider === undefined) {
    issue(["slider"], "required");
    return;
  }
  const { minPoints, maxPoints } = terms.slider;
  if (maxPoints < minPoints) issue(["slider", "maxPoints"], "below-minimum");
  if ((BigInt(minPoints) * BigInt(terms.valueMinor)) / BigInt(terms.points) === 0n)
    issue(["slider", "minPoints"], "worth-nothing");
}

export type RewardTerms = z.infer<typeof rewardTermsSchema>;

/** Kinds that are handed out by Shopify at once and cannot be taken back: there is no code that could expire unused. */
export function isPaidOut(kind: RewardKind): boolean {
  return kind === "store-credit" || kind === "gift-card";
}

/** What the app must be allowed in Shopify to hand a reward out. */
export function scopeOf(kind: RewardKind): string {
  if (kind === "store-credit") return "write_store_credit_account_transactions";
  return kind === "gift-card" ? "write_gift_cards" : "write_discounts";
}

/** Whether shoppers could use what they get for their points. As long as nobody knows, they may have it. */
export function canBeUsed(kind: RewardKind, credit: CreditUse): boolean {
  return kind !== "store-credit" || credit.can !== "no";
}

/**
 * What a redemption costs.
 * @param chosen the points that the shopper chose, null when there was nothing to choose
 * @returns null when the reward cannot be had for that
 */
export function costOf(terms: RewardTerms, chosen: bigint | null): bigint | null {
  if (terms.kind === "amount" && terms.steps !== undefined) {
    if (chosen === null) return terms.steps.length === 1 ? BigInt(terms.steps[0]?.points ?? 0) : null;
    return terms.steps.some((step) => BigInt(step.points) === chosen) ? chosen : null;
  }
  if (terms.kind === "slider") {
    if (terms.slider === undefined || chosen === null) return null;
    const [least, most, step] = [terms.slider.minPoints, terms.slider.maxPoints, terms.slider.stepPoints].map(BigInt) as [
      bigint,
      bigint,
      bigint,
    ];
    return chosen >= least && chosen <= most && (chosen - least) % step === 0n ? chosen : null;
  }
  return chosen === null || chosen === BigInt(terms.points) ? BigInt(terms.points) : null;
}

/**
 * What a redemption for so many points is worth, in minor units of shop money, rounded down. Zero where the order decides it (a percentage,
 * free shipping) or the shop's price does (a free product).
 */
export function valueOf(terms: RewardTerms, spent: bigint): bigint {
  switch (terms.kind) {
    case "amount": {
      const step = terms.steps?.find((candidate) => BigInt(candidate.points) === spent);
      return BigInt(step?.valueMinor ?? (terms.steps === undefined ? terms.valueMinor : 0));
    }
    case "slider":
      return (spent * BigInt(terms.valueMinor)) / BigInt(terms.points);
    case "store-credit":
    case "gift-card":
      return BigInt(terms.valueMinor);
    case "percentage":
    case "free-shipping":
    case "product":
      return 0n;
    default:
      return terms.kind satisfies never;
  }
}

const DEFAULT_UNITS = [5, 10, 25];

/** "€5 off" in each language that shoppers read. */
const OFF: Record<ShopperLocale, (amount: string) => string> = {
  en: (amount) => `${amount} off`,
  de: (amount) => `${amount} Rabatt`,
  fr: (amount) => `${amount} de réduction`,
  es: (amount) => `${amount} de descuento`,
  it: (amount) => `${amount} di sconto`,
  nl: (amount) => `${amount} korting`,
};

/** What a shop starts with: 5, 10 and 25 units of shop money off, at the worth that the program gives points. */
export function defaultRewards(shop: { currency: string }, rules: Pick<ProgramRules, "reward">): RewardTerms[] {
  const worth = ratioOf(rules.reward.units);
  return DEFAULT_UNITS.map((units) => {
    const price = (BigInt(units) * BigInt(rules.reward.points) * worth.denominator) / worth.numerator;
    const amount = (locale: string) =>
      new Intl.NumberFormat(locale, { style: "currency", currency: shop.currency, maximumFractionDigits: 0 }).format(units);
    return rewardTermsSchema.parse({
      kind: "amount",
      title: Object.fromEntries(Object.entries(OFF).map(([locale, off]) => [locale, off(amount(locale))])),
      points: Number(price < 1n ? 1n : price > 1_000_000n ? 1_000_000n : price),
      valueMinor: units * 10 ** currencyDigits(shop.currency),
      validDays: 90,
    });
  });
}

/** Days that a code lives which a flow gives: long enough to think it over, short enough to be used. */
const GIFT_DAYS = 30;

/** A percentage off an order, as flows give it: without conditions. Its price counts only once it is offered for points, too. */
export function percentOff(percent: number): RewardTerms {
  const share = (locale: string) => new Intl.NumberFormat(locale, { style: "percent" }).format(percent / 100);
  return rewardTermsSchema.parse({
    kind: "percentage",
    title: Object.fromEntries(Object.entries(OFF).map(([locale, off]) => [locale, off(share(locale))])),
    points: percent * 100,
    percent,
    validDays: GIFT_DAYS,
  });
}

/** Whether a reward gives so many percent off, whatever is bought: how often somebody may redeem it is no matter where it is given. */
export function isPercentOff({ kind, percent, minSpendMinor, collections }: RewardTerms, wanted: number): boolean {
  return kind === "percentage" && percent === wanted && minSpendMinor === 0 && collections.length === 0;
}
