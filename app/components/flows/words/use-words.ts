import { useMemo } from "react";

import type { FlowShop } from "../../../insights/flow-shop.server.ts";
import { useFormat, useLocale, useT } from "../../locale.tsx";
import { useMember } from "../../words/staff.tsx";
import { useSegmentName } from "../../segment-badge.tsx";
import { stepWords, type StepWords } from "./step-words.ts";

/** @param hour the flow's own */
export function useStepWords(shop: FlowShop, hour: number): StepWords {
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  const segmentName = useSegmentName();
  return useMemo(() => stepWords({ t, format, locale }, shop, segmentName, hour), [t, format, locale, shop, segmentName, hour]);
}

/** Who did something, for a merchant to read: `merchant:<Shopify user id>`. */
export function useActor(): (actor: string | null) => string {
  const t = useT();
  const member = useMember();
  return (actor) => member(actor) ?? t("flow.someone");
}
