import type { Reasoned } from "../../insights/recommendations/list.server.ts";
import type { RecommendationKind } from "../../insights/recommendations/kinds.ts";
import type { PlainKey } from "../../i18n/translate.ts";
import type { useFormat, useT } from "../locale.tsx";

const reasons = {
  next: "recommendations.next",
  together: "recommendations.together",
  upgrade: "recommendations.upgrade",
} as const satisfies Record<RecommendationKind, string>;

export const kindNames: Record<RecommendationKind, PlainKey> = {
  next: "recommendations.kindNext",
  together: "recommendations.kindTogether",
  upgrade: "recommendations.kindUpgrade",
};

/** "Bought next by 34 of 120 customers" */
export function reasonText(
  { kind, bought, ofAll }: Reasoned,
  t: ReturnType<typeof useT>,
  format: ReturnType<typeof useFormat>,
): string {
  return t(reasons[kind], { bought: format.number(bought), count: ofAll });
}
