import type { Locale, Translate } from "../../i18n/translate.ts";
import { aboutBonus, type Bonus, type BonusKind } from "../../program/rules/bonus-rules.ts";
import { textIn } from "../../program/rules/texts.ts";

/** A bonus rule as the merchant called it, else by its kind; marked where nothing but the shopper's word stands behind it. */
export function bonusName({ kind, title }: Pick<Bonus, "kind" | "title">, t: Translate, locale: Locale): string {
  return markedName(kind, title === null ? aboutBonus[kind].words[locale].name : textIn(title, locale), t);
}

/** The name of a bonus with its mark. @param kind a rule's kind, or the code of one that nobody knows */
export function markedName(kind: string, name: string, t: Translate): string {
  return kind === ("social" satisfies BonusKind) ? t("bonusEdit.selfDeclared", { name }) : name;
}

/** The kind of a bonus rule by its code; null for one that nobody knows. */
export function bonusKindName(kind: string, locale: Locale): string | null {
  return Object.hasOwn(aboutBonus, kind) ? aboutBonus[kind as BonusKind].words[locale].name : null;
}
