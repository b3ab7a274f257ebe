import { BlockStack, Box, Card, InlineStack, Text } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";

import { now } from "../clock.server.ts";
import { useLive } from "../components/batches/progress.tsx";
import { Empty } from "../components/empty.tsx";
import { useFormat, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { Edge } from "../components/page/edge.tsx";
import { Pages } from "../components/page/pages.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { AddProduct } from "../components/recommendations/add-product.tsx";
import { readDecision } from "../components/recommendations/decided.server.ts";
import { OtherList } from "../components/recommendations/other-list.tsx";
import { ProductList } from "../components/recommendations/product-list.tsx";
import { useDecide } from "../components/recommendations/use-decide.ts";
import { SearchField } from "../components/search-field.tsx";
import { db } from "../db.server.ts";
import { readRun } from "../insights/recommendations/kept.server.ts";
import { listRecommended, readEverywhere } from "../insights/recommendations/list.server.ts";
import { floorOf } from "../insights/recommendations/pairs/rank.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { enqueue } from "../queue/queue.server.ts";
import { parseProductQuery, writeProductQuery } from "../lib/product-query.ts";

const PAGE = 20;

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const query = parseProductQuery(new URL(request.url).searchParams);
  const [run, page, everywhere] = await Promise.all([
    readRun(db(), shop.shopId),
    listRecommended(db(), shop.shopId, query, PAGE),
    readEverywhere(db(), shop.shopId),
  ]);
  if (run === null) await enqueue("find-recommendations", [{ shopId: shop.shopId }]);
  return { query, run, page, everywhere, floor: Math.ceil(floorOf(run?.baskets ?? 0)) };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  if (new URL(request.url).searchParams.has("refresh")) {
    const askedAt = now();
    await enqueue("find-recommendations", [{ shopId: shop.shopId }]);
    return { outcome: null, askedAt };
  }
  return readDecision(request, shop, actor);
}

export default function Recommendations() {
  const { query, run, page, everywhere, floor } = useLoaderData<typeof loader>();
  const t = useT();
  const format = useFormat();
  const navigate = useNavigate();
  const { busy, decide } = useDecide();
  const refresh = usePost<{ outcome: null; askedAt: Date }>({ action: to("recommendations", { refresh: 1 }) });
  const working = run === null || (refresh.answer !== undefined && run.asOf < refresh.answer.askedAt);
  useLive(working);
  const address = (cursor: typeof page.next) =>
    cursor === null ? null : to("recommendations", writeProductQuery({ ...query, cursor }));
  const nothing = query.search === "" && query.cursor === null && page.products.length === 0;
  return (
    <AdminPage
      intro={t("recommendations.intro")}
      secondaryActions={
        run === null
          ? []
          : [
              {
                content: t("recommendations.refresh"),
                loading: refresh.busy,
                disabled: working,
                onAction: () => refresh.submit({}),
              },
            ]
      }
    >
      <Card padding={nothing && run === null ? "400" : "0"}>
        {nothing && run === null ? (
          <span role="status">
            <Empty title={t("recommendations.comingTitle")} text={t("recommendations.comingText")} />
          </span>
        ) : (
          <>
            <Box padding="300">
              <SearchField
                label={t("recommendations.search")}
                placeholder={t("recommendations.searchPlaceholder")}
                search={query.search}
                go={(search) => navigate(to("recommendations", writeProductQuery({ search, cursor: null })), { replace: true })}
              />
            </Box>
            {nothing && run !== null ? (
              <Empty
                title={t("recommendations.missingTitle")}
                text={t("recommendations.missingText", {
                  ...{ floor: format.number(floor), baskets: format.number(run.baskets), count: run.customers },
                })}
              />
            ) : page.products.length === 0 ? (
              <Empty
                title={t("recommendations.noneTitle")}
                text={t("recommendations.noneText")}
                action={{ content: t("recommendations.clear"), url: to("recommendations") }}
              />
            ) : (
              <ProductList products={page.products} />
            )}
            <Pages previous={address(page.previous)} next={address(page.next)} />
          </>
        )}
      </Card>
      <Card>
        <BlockStack gap="300">
          <InlineStack gap="300" align="space-between" blockAlign="center">
            <Text as="h2" variant="headingMd">
              {t("recommendations.everywhere")}
            </Text>
            <AddProduct label={t("recommendations.add")} productId={0n} busy={busy} decide={decide} />
          </InlineStack>
          <Text as="p" tone="subdued">
            {t(everywhere.length === 0 ? "recommendations.everywhereNone" : "recommendations.everywhereText")}
          </Text>
          {everywhere.length > 0 && (
            <OtherList label={t("recommendations.everywhere")} productId={0n} others={everywhere} busy={busy} decide={decide} />
          )}
        </BlockStack>
      </Card>
      {run !== null && (
        <Edge>
          <Text as="p" variant="bodySm" tone="subdued">
            {t("recommendations.asOf", { baskets: format.number(run.baskets), at: format.dateTime(run.asOf) })}
          </Text>
        </Edge>
      )}
    </AdminPage>
  );
}
