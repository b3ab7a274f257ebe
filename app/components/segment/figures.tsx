import { BlockStack, Card, InlineGrid, Text } from "@shopify/polaris";
import { useEffect } from "react";

import { to } from "../../pages.ts";
import type { SegmentLine } from "../../segments/figures/overview.server.ts";
import type { SegmentRevenue } from "../../segments/figures/revenue.server.ts";
import { Figure } from "../figure.tsx";
import { useFormat, useT } from "../locale.tsx";
import { useLoad } from "../page/posting/load.ts";

/** What a segment asks, how many are in it, and what they have spent. The last is added up once the page stands. */
export function SegmentFigures({ segment, customers }: { segment: SegmentLine; customers: number }) {
  const t = useT();
  const format = useFormat();
  const { members, before, query } = segment;
  const notes = [
    ...(customers === 0 ? [] : [t("segmentPage.share", { share: format.percent(members / customers) })]),
    ...(before === null ? [] : [t("segmentPage.change", { change: format.signed(members - before) })]),
  ];
  return (
    <InlineGrid columns={{ xs: 1, md: "2fr 1fr 1fr" }} gap="400">
      <Card>
        <BlockStack gap="200">
          <Text as="h2" variant="headingSm">
            {t("segmentPage.rule")}
          </Text>
          <pre className="query">{query}</pre>
        </BlockStack>
      </Card>
      <Figure name={t("segmentPage.size")} value={format.number(members)} notes={notes} />
      <Revenue segmentId={segment.segmentId} />
    </InlineGrid>
  );
}

function Revenue({ segmentId }: { segmentId: number }) {
  const t = useT();
  const format = useFormat();
  const { load, data, failed } = useLoad<() => Promise<{ revenue: SegmentRevenue | null }>>();
  useEffect(() => {
    load(to("segmentRevenue", { segmentId }));
  }, [load, segmentId]);
  const revenue = data?.revenue;
  if (revenue === undefined || revenue === null) {
    const note = revenue === null || failed ? t("segmentPage.revenueLong") : t("segmentPage.revenueLoading");
    return <Figure name={t("segmentPage.revenue")} value="–" notes={[note]} />;
  }
  const { membersMinor, shopMinor } = revenue;
  return (
    <Figure
      name={t("segmentPage.revenue")}
      value={shopMinor <= 0n ? "–" : format.percent(Number(membersMinor) / Number(shopMinor))}
      notes={[t("segmentPage.revenueNote", { amount: format.money(membersMinor), total: format.money(shopMinor) })]}
    />
  );
}
