import type { Locale, Translate } from "../../i18n/translate.ts";
import { aboutBonus, type Bonus, type BonusKind } from "../../program/rules/bonus-rules.ts";
import { textIn, type Texts } from "../../program/rules/texts.ts";

/** What a bonus is of: a rule of the program; a badge, a challenge or a streak; a draw, the leaderboard, a learning module, or an affiliate's commission. */
export type BonusSource = Pick<Bonus, "kind" | "title"> | { kind: Beside; title: Texts };
/** What brings points beside the rules of the program. */
type Beside = "achievement" | "commission" | "draw" | "leaderboard" | "module";
const beside: readonly string[] = ["achievement", "commission", "draw", "leaderboard", "module"] satisfies Beside[];

function isBeside(source: BonusSource): source is { kind: Beside; title: Texts } {
  return beside.includes(source.kind);
}

/** A bonus rule as the merchant called it, else by its kind; marked where nothing but the shopper's word stands behind it. */
export function bonusName(source: BonusSource, t: Translate, locale: Locale): string {
  if (isBeside(source)) return textIn(source.title, locale);
  const { kind, title } = source;
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
