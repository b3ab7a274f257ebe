import { Badge, type BadgeProps } from "@shopify/polaris";

import { useT } from "./locale.tsx";
import { segmentName } from "./words/segment-name.ts";

const tones: Record<string, BadgeProps["tone"]> = { new: "info", regular: "success", vip: "magic", "at-risk": "warning" };

export function useSegmentName(): (segment: { key: string; name?: string }) => string {
  const t = useT();
  return (segment) => segmentName(segment, t);
}

export function SegmentBadge({ segment }: { segment: { key: string; name?: string } }) {
  return <Badge tone={tones[segment.key]}>{useSegmentName()(segment)}</Badge>;
}
