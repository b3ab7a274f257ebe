import type { PlainKey, Translate } from "../../i18n/translate.ts";
import type { Bonus, BonusKind } from "../../program/rules/bonus-rules.ts";
import { textIn } from "../../program/rules/texts.ts";

const kinds: Record<BonusKind, PlainKey> = {
  "sign-up": "reports.bonusSignUp",
  newsletter: "reports.bonusNewsletter",
  "first-order": "reports.bonusFirstOrder",
  milestone: "reports.bonusMilestone",
  birthday: "reports.bonusBirthday",
  anniversary: "reports.bonusAnniversary",
  review: "reports.bonusReview",
  social: "reports.bonusSocial",
  survey: "reports.bonusSurvey",
};

/** A bonus rule as the merchant called it, else by its kind. */
export function bonusName({ kind, title }: Pick<Bonus, "kind" | "title">, t: Translate, locale: string): string {
  return title === null ? t(kinds[kind]) : textIn(title, locale);
}

/** The kind of a bonus rule by its code; null for one that nobody knows. */
export function bonusKindName(kind: string, t: Translate): string | null {
  const words = new Map<string, PlainKey>(Object.entries(kinds)).get(kind);
  return words === undefined ? null : t(words);
}
