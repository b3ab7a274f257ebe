import { BlockStack, Card, InlineGrid, InlineStack, Link, Text } from "@shopify/polaris";

import type { SegmentSize } from "../../insights/home/home.server.ts";
import { useFormat, useT } from "../locale.tsx";
import { useSegmentName } from "../segment-badge.tsx";
import { to } from "../../pages.ts";

export function SegmentSizes({ segments, customers }: { segments: readonly SegmentSize[]; customers: number }) {
  const t = useT();
  const format = useFormat();
  const nameOf = useSegmentName();
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="start" gap="200">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {t("home.segments")}
            </Text>
            <Text as="p" tone="subdued">
              {t("home.segmentsHelp")}
            </Text>
          </BlockStack>
          <Link url={to("segments")}>{t("home.allSegments")}</Link>
        </InlineStack>
        <InlineGrid columns={{ xs: 2, md: 4 }} gap="400">
          {segments.map((segment) => (
            <BlockStack key={segment.key} gap="050">
              <div className="wrap-anywhere hyphenate">
                <Link url={to("customers", { segment: segment.key })}>{nameOf(segment)}</Link>
              </div>
              <div className="figure">
                <Text as="p" variant="headingLg">
                  {format.number(segment.members)}
                </Text>
              </div>
              {customers > 0 && (
                <Text as="p" variant="bodySm" tone="subdued">
                  {t("home.segmentShare", { share: format.percent(segment.members / customers) })}
                </Text>
              )}
            </BlockStack>
          ))}
        </InlineGrid>
      </BlockStack>
    </Card>
  );
}
