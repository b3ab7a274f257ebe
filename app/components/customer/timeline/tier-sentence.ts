import type { HistoryData } from "../../../customers/views/history.server.ts";
import type { Translate } from "../../../i18n/translate.ts";
import { text, wording } from "./event-data.ts";

/** How a customer's tier changed, by the names that the tiers had then. */
export function tierSentence(data: HistoryData, t: Translate, locale: string): string {
  const tier = wording(data, "tierName", locale) ?? text(data, "tier");
  const before = wording(data, "beforeName", locale) ?? text(data, "before");
  if (tier === null) return t("timeline.tierNone", { before: before ?? "–" });
  switch (text(data, "reason") ?? "") {
    case "rules":
      return t("timeline.tierRules", { tier });
    case "import":
      return t("timeline.tierImported", { tier });
    case "granted":
      return t("timeline.tierGranted", { tier });
    case "merge":
      return t("timeline.tierMerged", { tier });
    case "lost":
      return t("timeline.tierLost", { tier, before: before ?? "–" });
    default:
      return t("timeline.tierReached", { tier });
  }
}
