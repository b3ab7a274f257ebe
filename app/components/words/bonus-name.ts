import type { PlainKey, Translate } from "../../i18n/translate.ts";
import type { Bonus, BonusKind } from "../../program/rules/bonus-rules.ts";
import { textIn } from "../../program/rules/texts.ts";

/** What each kind of rule is called, and what the merchant is told of it. */
export const kindWords: Record<BonusKind, { name: PlainKey; help: PlainKey }> = {
  "sign-up": { name: "bonusEdit.kindSignUp", help: "bonusEdit.helpSignUp" },
  newsletter: { name: "bonusEdit.kindNewsletter", help: "bonusEdit.helpNewsletter" },
  "first-order": { name: "bonusEdit.kindFirstOrder", help: "bonusEdit.helpFirstOrder" },
  milestone: { name: "bonusEdit.kindMilestone", help: "bonusEdit.helpMilestone" },
  birthday: { name: "bonusEdit.kindBirthday", help: "bonusEdit.helpBirthday" },
  anniversary: { name: "bonusEdit.kindAnniversary", help: "bonusEdit.helpAnniversary" },
  review: { name: "bonusEdit.kindReview", help: "bonusEdit.helpReview" },
  social: { name: "bonusEdit.kindSocial", help: "bonusEdit.helpSocial" },
  survey: { name: "bonusEdit.kindSurvey", help: "bonusEdit.helpSurvey" },
};

/** A bonus rule as the merchant called it, else by its kind; marked where nothing but the shopper's word stands behind it. */
export function bonusName({ kind, title }: Pick<Bonus, "kind" | "title">, t: Translate, locale: string): string {
  return markedName(kind, title === null ? t(kindWords[kind].name) : textIn(title, locale), t);
}

/** The name of a bonus with its mark. @param kind a rule's kind, or the code of one that nobody knows */
export function markedName(kind: string, name: string, t: Translate): string {
  return kind === ("social" satisfies BonusKind) ? t("bonusEdit.selfDeclared", { name }) : name;
}

/** The kind of a bonus rule by its code; null for one that nobody knows. */
export function bonusKindName(kind: string, t: Translate): string | null {
  const words = new Map(Object.entries(kindWords)).get(kind);
  return words === undefined ? null : t(words.name);
}
