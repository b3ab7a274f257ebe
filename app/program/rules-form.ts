import { toDecimal } from "../lib/money.ts";
import { bonusForm, type BonusForm } from "./rules/bonus-form.ts";
import { localText } from "./local-time.ts";
import { ONE, type Multiplier } from "./rules/multiplier.ts";
import type { ExpiryRules, ProgramRules } from "./rules/rules.ts";
import type { Texts } from "./rules/texts.ts";
import type { TierLevel, TierRules } from "./rules/tier-rules.ts";

/** What of a shop forms are written in. */
export type FormShop = { currency: string; timeZone: string };

/** Rules as a merchant types them: numbers are text, factors are decimals, money is in units, instants are local times of the shop. */
export type RulesForm = {
  earn: { points: string; units: string };
  base: { shipping: boolean; tax: boolean; discounts: boolean };
  companies: boolean;
  awardOn: ProgramRules["awardOn"];
  pendingDays: string;
  reward: { points: string; units: string };
  returnOnPartialRefund: boolean;
  openDisputes: ProgramRules["openDisputes"];
  multipliers: MultiplierForm[];
  bonuses: BonusForm[];
  tiers: TiersForm | null;
  expiry: { mode: ExpiryRules["mode"]; months: string };
};

export type MultiplierForm = {
  key: string;
  name: string;
  effect: "more" | "none";
  /** "2", "0.5"; of no meaning without points. */
  factor: string;
  products: string[];
  collections: string[];
  tags: string[];
  tiers: string[];
  /** "2026-11-27T00:00" in the shop's zone; empty: without end. */
  from: string;
  until: string;
};

export type LevelForm = {
  key: string;
  name: Texts;
  threshold: string;
  factor: string;
  benefits: Texts;
  /** The address of a picture; empty: none. */
  picture: string;
  alt: Texts;
  tag: string;
  birthdayPoints: string;
};

export type TiersForm = {
  basis: TierRules["basis"];
  window: TierRules["window"];
  graceDays: string;
  levels: LevelForm[];
};

export function formOf(rules: ProgramRules, shop: FormShop): RulesForm {
  const {
    earn,
    base,
    companies,
    awardOn,
    pendingDays,
    reward,
    returnOnPartialRefund,
    openDisputes,
    multipliers,
    bonuses,
    tiers,
    expiry,
  } = rules;
  return {
    ...{ earn, base, companies, awardOn, returnOnPartialRefund, openDisputes },
    pendingDays: String(pendingDays),
    reward: { points: String(reward.points), units: reward.units },
    multipliers: multipliers.map((rule) => multiplierForm(rule, shop)),
    bonuses: bonuses.map(bonusForm),
    tiers: tiers === null ? null : tiersForm(tiers, shop),
    expiry: { mode: expiry.mode, months: String(expiry.months) },
  };
}

function multiplierForm({ perMille, from, until, ...rest }: Multiplier, { timeZone }: FormShop): MultiplierForm {
  const effect = perMille === 0 ? "none" : "more";
  return {
    ...rest,
    effect,
    factor: perMille === 0 ? "" : factorText(perMille),
    from: local(from, timeZone),
    until: local(until, timeZone),
  };
}

function local(iso: string | null, timeZone: string): string {
  return iso === null ? "" : localText(new Date(iso), timeZone);
}

export function tiersForm({ basis, window, graceDays, levels }: TierRules, shop: FormShop): TiersForm {
  return { ...{ basis, window, graceDays: String(graceDays) }, levels: levels.map((level) => levelForm(level, basis, shop)) };
}

function levelForm(level: TierLevel, basis: TierRules["basis"], shop: FormShop): LevelForm {
  const { key, name, threshold, perMille, benefits, picture, tag, birthdayPoints } = level;
  return {
    ...{ key, name, benefits: benefits ?? {}, tag },
    ...{ picture: picture?.url ?? "", alt: picture?.alt ?? {} },
    threshold: thresholdText(threshold, basis, shop.currency),
    factor: factorText(perMille),
    birthdayPoints: String(birthdayPoints),
  };
}

/** A decimal as a language writes it. `readForm` takes either. */
export function decimalIn(decimal: string, locale: string): string {
  return locale === "de" ? decimal.replace(".", ",") : decimal;
}

/** The same form with its decimals as a language writes them. */
export function inLanguage(form: RulesForm, locale: string): RulesForm {
  const { earn, reward, multipliers, tiers } = form;
  const written = (decimal: string) => decimalIn(decimal, locale);
  return {
    ...form,
    earn: { points: written(earn.points), units: written(earn.units) },
    reward: { ...reward, units: written(reward.units) },
    multipliers: multipliers.map((rule) => ({ ...rule, factor: written(rule.factor) })),
    tiers: tiers && tiersIn(tiers, locale),
  };
}

/** The same tiers with their decimals as a language writes them. */
export function tiersIn(tiers: TiersForm, locale: string): TiersForm {
  const levels = tiers.levels.map((level) => ({
    ...level,
    factor: decimalIn(level.factor, locale),
    threshold: decimalIn(level.threshold, locale),
  }));
  return { ...tiers, levels };
}

/** A threshold as it is typed: whole points or orders, money in units. */
export function thresholdText(threshold: number, basis: TierRules["basis"], currency: string): string {
  return basis === "spend" ? toDecimal(BigInt(threshold), currency).replace(/\.0+$/, "") : String(threshold);
}

/** 1,250 is "1.25". */
function factorText(perMille: number): string {
  return String(perMille / ONE);
}
