import type { PlainKey, Translate } from "../../i18n/translate.ts";
import type { Bonus, BonusKind } from "../../program/rules/bonus-rules.ts";
import { textIn } from "../../program/rules/texts.ts";

export const kindWords: Record<BonusKind, PlainKey> = {
  "sign-up": "bonusEdit.kindSignUp",
  newsletter: "bonusEdit.kindNewsletter",
  "first-order": "bonusEdit.kindFirstOrder",
  milestone: "bonusEdit.kindMilestone",
  birthday: "bonusEdit.kindBirthday",
  anniversary: "bonusEdit.kindAnniversary",
  review: "bonusEdit.kindReview",
  social: "bonusEdit.kindSocial",
  survey: "bonusEdit.kindSurvey",
};

/** A bonus rule as the merchant called it, else by its kind; marked where nothing but the shopper's word stands behind it. */
export function bonusName({ kind, title }: Pick<Bonus, "kind" | "title">, t: Translate, locale: string): string {
  return markedName(kind, title === null ? t(kindWords[kind]) : textIn(title, locale), t);
}

/** The name of a bonus with its mark. @param kind a rule's kind, or the code of one that nobody knows */
export function markedName(kind: string, name: string, t: Translate): string {
  return kind === ("social" satisfies BonusKind) ? t("bonusEdit.selfDeclared", { name }) : name;
}

/** The kind of a bonus rule by its code; null for one that nobody knows. */
export function bonusKindName(kind: string, t: Translate): string | null {
  const words = new Map<string, PlainKey>(Object.entries(kindWords)).get(kind);
  return words === undefined ? null : t(words);
}
