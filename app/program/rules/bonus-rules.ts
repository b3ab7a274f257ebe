import { z } from "zod";

import type { ShopperLocale } from "../../i18n/shopper/say.ts";
import type { GivenFor } from "./bonuses/kind.ts";
import { BONUS_KINDS } from "./bonuses/registry.ts";

type Kind = (typeof BONUS_KINDS)[number];

/** Points for what is no purchase, each kind as bonuses/ describes it. Rules for orders follow their orders: a cancelled or fully refunded one takes them back. */
export type Bonus = z.infer<Kind["schema"]>;
export type BonusKind = Bonus["kind"];
export type BonusOf<Name extends BonusKind> = Extract<Bonus, { kind: Name }>;
/** Kinds that are given for orders, for acts, for days or for claims. */
export type KindGivenFor<For extends GivenFor> = Extract<Kind, { givenFor: For }>["kind"];

type Schemas = [Kind["schema"], ...Kind["schema"][]];
export const bonusSchema = z.discriminatedUnion("kind", BONUS_KINDS.map(({ schema }) => schema) as unknown as Schemas);

/** What each kind says of itself. */
export const aboutBonus = Object.fromEntries(BONUS_KINDS.map((about) => [about.kind, about])) as unknown as {
  readonly [Name in BonusKind]: Extract<Kind, { kind: Name }>;
};

export function kindsGivenFor<For extends GivenFor>(what: For): KindGivenFor<For>[] {
  return BONUS_KINDS.flatMap(({ kind, givenFor }) => (givenFor === what ? [kind as KindGivenFor<For>] : []));
}

export function isGivenFor<For extends GivenFor>(what: For, rule: Bonus): rule is BonusOf<KindGivenFor<For>> {
  return aboutBonus[rule.kind].givenFor === what;
}

/** The built-in name of a rule for shoppers, in each of their languages. */
export function namesForShoppers(rule: Bonus): Record<ShopperLocale, string> {
  const { forShoppers } = aboutBonus[rule.kind] as { forShoppers: (rule: Bonus) => Record<ShopperLocale, string> };
  return forShoppers(rule);
}

/** What the theme's form for a rule must know. */
export function bonusInTheme(rule: Bonus): Record<string, unknown> {
  const { inTheme } = aboutBonus[rule.kind] as { inTheme?: (rule: Bonus) => Record<string, unknown> };
  return inTheme?.(rule) ?? {};
}
