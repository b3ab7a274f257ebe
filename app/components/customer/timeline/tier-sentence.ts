import type { Told } from "../../../customers/timeline.ts";
import type { Translate } from "../../../i18n/translate.ts";
import { wording } from "./event-data.ts";

/** How a customer's tier changed, by the names that the tiers had then. */
export function tierSentence(data: Told<"tier.changed">, t: Translate, locale: string): string {
  const tier = wording(data, "tierName", locale) ?? data.tier;
  const before = wording(data, "beforeName", locale) ?? data.before;
  if (tier === null) return t("timeline.tierNone", { before: before ?? "–" });
  switch (data.reason ?? "") {
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
