import { Badge, type BadgeProps } from "@shopify/polaris";

import type { PlainKey } from "../i18n/translate.ts";
import { isDefaultName } from "../segments/defaults.ts";
import { useT } from "./locale.tsx";

const known: Record<string, { words: PlainKey; tone: BadgeProps["tone"] }> = {
  new: { words: "segmentNames.new", tone: "info" },
  regular: { words: "segmentNames.regular", tone: "success" },
  vip: { words: "segmentNames.vip", tone: "magic" },
  "at-risk": { words: "segmentNames.atRisk", tone: "warning" },
};

/** A segment's name: the built-in ones in the reader's language for as long as nobody has renamed them, others as the merchant called them. */
export function useSegmentName(): (segment: { key: string; name?: string }) => string {
  const t = useT();
  return ({ key, name }) => {
    const words = known[key]?.words;
    return words === undefined || (name !== undefined && !isDefaultName(key, name)) ? (name ?? key) : t(words);
  };
}

export function SegmentBadge({ segment }: { segment: { key: string; name?: string } }) {
  return <Badge tone={known[segment.key]?.tone}>{useSegmentName()(segment)}</Badge>;
}
