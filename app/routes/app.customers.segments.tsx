import { BlockStack, Button, Card, InlineGrid, InlineStack, ProgressBar, Text } from "@shopify/polaris";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { AdminPage } from "../components/page/admin-page.tsx";
import { Empty } from "../components/empty.tsx";
import { useFormat, useShop, useT } from "../components/locale.tsx";
import { useSegmentName } from "../components/segment-badge.tsx";
import { db } from "../db.server.ts";
import { listSegments, type Segment } from "../segments/segments.server.ts";
import { toMinor } from "../lib/money.ts";
import { to } from "../pages.ts";
import { authenticateMerchant } from "../merchant.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  return { segments: await listSegments(db(), shop.shopId) };
}

export default function Segments() {
  const { segments } = useLoaderData<typeof loader>();
  const t = useT();
  return (
    <AdminPage intro={t("segments.intro")}>
      {segments.length === 0 ? (
        <Card>
          <Empty title={t("segments.emptyTitle")} text={t("segments.emptyText")} />
        </Card>
      ) : (
        <InlineGrid columns={{ xs: 1, md: 2 }} gap="400">
          {segments.map((segment) => (
            <SegmentCard key={segment.key} segment={segment} />
          ))}
        </InlineGrid>
      )}
    </AdminPage>
  );
}

function SegmentCard({ segment }: { segment: Segment }) {
  const t = useT();
  const format = useFormat();
  const name = useSegmentName()(segment);
  const share = segment.customers === 0 ? 0 : segment.count / segment.customers;
  const meaning = useMeaning(segment.key);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {name}
        </Text>
        {meaning !== null && <Text as="p">{meaning}</Text>}
        <BlockStack gap="100">
          <InlineStack align="space-between" gap="200">
            <Text as="p" variant="headingLg" numeric>
              {t("segments.members", { count: segment.count })}
            </Text>
            <Text as="p" tone="subdued">
              {t("segments.share", { share: format.percent(share) })}
            </Text>
          </InlineStack>
          <div aria-hidden="true">
            <ProgressBar size="small" progress={100 * share} />
          </div>
        </BlockStack>
        <BlockStack gap="100">
          <Text as="h3" variant="bodySm" tone="subdued">
            {t("segments.query")}
          </Text>
          <pre className="query">{segment.query}</pre>
        </BlockStack>
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Button url={to("customers", { segment: segment.key })} accessibilityLabel={t("segments.showOf", { segment: name })}>
            {t("segments.show")}
          </Button>
          <Text as="span" variant="bodySm" tone="subdued">
            {t("segments.created", { date: format.date(segment.createdAt) })}
          </Text>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

/** What a built-in segment means to a merchant; one of their own speaks through its name and rule. */
function useMeaning(key: string): string | null {
  const t = useT();
  const format = useFormat();
  const { currency } = useShop();
  switch (key) {
    case "new":
      return t("segments.newText");
    case "regular":
      return t("segments.regularText");
    case "vip":
      return t("segments.vipText", { amount: format.money(toMinor("100", currency)) });
    case "at-risk":
      return t("segments.atRiskText");
    default:
      return null;
  }
}
