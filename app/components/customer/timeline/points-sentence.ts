import type { TimelineKind } from "../../../customers/timeline.ts";
import type { HistoryData } from "../../../customers/views/history.server.ts";
import type { Translate } from "../../../i18n/translate.ts";
import { bonusKindName, markedName } from "../../words/bonus-name.ts";
import { integer, text } from "./event-data.ts";

/** What points came or went without an order. */
export function pointsSentence(
  kind: Extract<TimelineKind, "points.bonus" | "points.imported" | "points.expired">,
  data: HistoryData,
  t: Translate,
): string {
  const points = integer(data, "points");
  const count = points < 0n ? -points : points;
  switch (kind) {
    case "points.bonus": {
      const bonus = text(data, "bonus") ?? "";
      const rule = markedName(bonus, text(data, "title") ?? bonusKindName(bonus, t) ?? text(data, "rule") ?? "–", t);
      return points < 0n ? t("timeline.bonusTaken", { count, rule }) : t("timeline.bonusGiven", { count, rule });
    }
    case "points.imported":
      return points < 0n ? t("timeline.pointsImportedLess", { count }) : t("timeline.pointsImported", { count });
    case "points.expired":
      return t("timeline.pointsExpired", { count });
  }
}
