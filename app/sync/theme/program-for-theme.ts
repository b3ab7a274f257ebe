import type { AchievementInTheme } from "../../achievements/shown/in-theme.ts";
import { bonusInTheme, namesForShoppers, type Bonus } from "../../program/rules/bonus-rules.ts";
import type { Multiplier } from "../../program/rules/multiplier.ts";
import { shownPicture } from "../../program/rules/picture.ts";
import { ratioOf, type ProgramRules } from "../../program/rules/rules.ts";
import type { Texts } from "../../program/rules/texts.ts";
import type { TierRules } from "../../program/rules/tier-rules.ts";
import { offerOf } from "../../rewards/offer.ts";
import type { RewardTerms } from "../../rewards/reward.ts";
import type { StateSince } from "../../program/state/state.ts";
import { PROXY_PATH, type Shop } from "../../shops/shop.ts";
import { hundredths } from "./theme-values.ts";

/** A reward that can be redeemed. */
export type Offer = { rewardId: number; terms: RewardTerms; soldOut: boolean };

type Setting = {
  now: Date;
  /** Null: the program is being set up. */
  state: Pick<StateSince, "state" | "tag"> | null;
  shop: Pick<Shop, "currency" | "primaryLocale" | "countryCode" | "proxyPath" | "pointsNames">;
  /** Tax that prices contain and points do not count. */
  taxIncludedPerMille: number;
  rewards: readonly Offer[];
  /** What recommending the shop brings, in sentences by language; null while it is off. */
  referral: Texts | null;
  achievements?: readonly AchievementInTheme[];
};

export type ThemeProgram = ReturnType<typeof programForTheme>;

/** The program as the theme blocks read it (extensions/README.md has the shape). What a shopper must not see, such as a survey's word, is not in it. */
export function programForTheme(
  rules: ProgramRules,
  { now, state, shop, taxIncludedPerMille, rewards, referral, achievements = [] }: Setting,
) {
  const points = ratioOf(rules.earn.points);
  const units = ratioOf(rules.earn.units);
  const reward = ratioOf(rules.reward.units);
  return {
    state: state?.state ?? "setup",
    test_tag: state?.tag?.toLowerCase() ?? null,
    points_per_unit: rateText(points.numerator * units.denominator, points.denominator * units.numerator),
    points_per_reward_unit: rules.reward.points,
    // Liquid counts money in hundredths, whatever the currency.
    reward_unit_minor: Number((reward.numerator * 100n) / reward.denominator),
    pending_days: rules.pendingDays,
    award_on: rules.awardOn,
    tax_included_per_mille: taxIncludedPerMille,
    country: shop.countryCode,
    base: { shipping: rules.base.shipping, tax: rules.base.tax, discounts: rules.base.discounts },
    companies: rules.companies,
    locale: shop.primaryLocale.toLowerCase().split(/[-_]/)[0] ?? "en",
    names: shop.pointsNames,
    proxy: shop.proxyPath ?? PROXY_PATH,
    counted: true,
    multipliers: rules.multipliers.filter((rule) => !isOver(rule, now)).map(multiplierForTheme),
    tiers: rules.tiers === null ? null : tiersForTheme(rules.tiers, shop.currency),
    ways: rules.bonuses.filter(({ enabled }) => enabled).map(wayForTheme),
    rewards: rewards.map((offer) => rewardForTheme(offer, shop.currency)),
    referral,
    achievements,
    expiry: rules.expiry,
  };
}

/** An exact rate: a decimal of at most nine places ("1.5"), or where none is exact a fraction ("1/3"), so that the theme shows what is awarded. */
function rateText(numerator: bigint, denominator: bigint): string {
  const scaled = numerator * 10n ** 9n;
  if (scaled % denominator !== 0n) return `${numerator}/${denominator}`;
  const digits = (scaled / denominator).toString().padStart(10, "0");
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`.replace(/\.?0+$/, "");
}

function isOver({ until }: Multiplier, now: Date): boolean {
  return until !== null && Date.parse(until) <= now.getTime();
}

/** A window's ends are rounded up: Liquid counts whole seconds, and an order of a second before does not count yet. */
function multiplierForTheme({ perMille, products, collections, tags, tiers, from, until }: Multiplier) {
  const seconds = (instant: string | null) => (instant === null ? null : Math.ceil(Date.parse(instant) / 1_000));
  return {
    per_mille: perMille,
    ...{ products, collections, tags: tags.map((tag) => tag.toLowerCase()), tiers },
    ...{ from: seconds(from), until: seconds(until) },
  };
}

function tiersForTheme({ basis, window, graceDays, levels }: TierRules, currency: string) {
  return {
    ...{ basis, window, grace_days: graceDays },
    levels: levels.map((level) => ({
      key: level.key,
      name: level.name,
      threshold: basis === "spend" ? hundredths(level.threshold, currency) : level.threshold,
      per_mille: level.perMille,
      benefits: level.benefits,
      picture: shownPicture(level.picture),
      birthday_points: level.birthdayPoints,
    })),
  };
}

/** With a name in every language of shoppers, so that a new kind needs no new theme. */
function wayForTheme(bonus: Bonus) {
  const { key, kind, points, title, cap } = bonus;
  return { key, kind, points, title: title ?? namesForShoppers(bonus), cap, ...bonusInTheme(bonus) };
}

function rewardForTheme({ rewardId, terms, soldOut }: Offer, currency: string) {
  const money = (minor: number) => hundredths(minor, currency);
  const slider = terms.kind === "slider" ? terms.slider : undefined;
  return {
    id: rewardId,
    offer: offerOf(terms, currency),
    ...{ kind: terms.kind, title: terms.title, description: terms.description, points: terms.points },
    picture: shownPicture(terms.picture),
    min_points: slider?.minPoints ?? null,
    max_points: slider?.maxPoints ?? null,
    step_points: slider?.stepPoints ?? null,
    steps: (terms.kind === "amount" ? (terms.steps ?? []) : []).map((step) => ({
      points: step.points,
      value_minor: money(step.valueMinor),
    })),
    value_minor: money(terms.valueMinor),
    percent: terms.percent,
    min_spend_minor: money(terms.minSpendMinor),
    ...{ valid_days: terms.validDays, tiers: terms.tiers, per_customer: terms.perCustomer, sold_out: soldOut },
    for_members: terms.segmentId !== null,
  };
}
