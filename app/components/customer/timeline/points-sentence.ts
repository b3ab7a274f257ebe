import type { Tale } from "../../../customers/timeline.ts";
import type { Locale, Translate } from "../../../i18n/translate.ts";
import { bonusKindName, markedName } from "../../words/bonus-name.ts";
import { orderIn, pointsIn } from "./event-data.ts";

/** What points came or went. */
export function pointsSentence(
  { kind, data }: Extract<Tale, { kind: `points.${string}` }>,
  t: Translate,
  locale: Locale,
): string {
  const { points, count } = pointsIn(data);
  const lost = points < 0n;
  switch (kind) {
    case "points.changed": {
      const order = orderIn(data) ?? "?";
      return lost ? t("timeline.pointsTaken", { count, order }) : t("timeline.pointsEarned", { count, order });
    }
    case "points.available":
      return lost ? t("timeline.pointsReleasedLess", { count }) : t("timeline.pointsAvailable", { count });
    case "points.adjusted": {
      const reason = data.reason ?? "–";
      return lost ? t("timeline.pointsRemoved", { count, reason }) : t("timeline.pointsAdded", { count, reason });
    }
    case "points.bonus": {
      const bonus = data.bonus ?? "";
      const rule = markedName(bonus, data.title ?? bonusKindName(bonus, locale) ?? data.rule ?? "–", t);
      return lost ? t("timeline.bonusTaken", { count, rule }) : t("timeline.bonusGiven", { count, rule });
    }
    case "points.imported":
      if (data.undone === true) return lost ? t("timeline.importUndone", { count }) : t("timeline.importUndoneMore", { count });
      return lost ? t("timeline.pointsImportedLess", { count }) : t("timeline.pointsImported", { count });
    case "points.expired":
      return t("timeline.pointsExpired", { count });
  }
}
