import { BlockStack, Card, InlineStack, Text } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { AddProduct } from "../components/recommendations/add-product.tsx";
import { readDecision } from "../components/recommendations/decided.server.ts";
import { OtherList } from "../components/recommendations/other-list.tsx";
import { useDecide } from "../components/recommendations/use-decide.ts";
import { db } from "../db.server.ts";
import { readRecommended } from "../insights/recommendations/list.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const id = params["productId"] ?? "";
  const product = /^[1-9]\d{0,17}$/.test(id) ? await readRecommended(db(), shop.shopId, BigInt(id)) : null;
  if (product === null) throw new Response("product", { status: 404 });
  return product;
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  return readDecision(request, shop, actor);
}

export default function RecommendationsOfProduct() {
  const { productId, title, others } = useLoaderData<typeof loader>();
  const t = useT();
  const { busy, decide } = useDecide();
  return (
    <AdminPage title={title}>
      <Card>
        <BlockStack gap="300">
          <InlineStack gap="300" align="space-between" blockAlign="center">
            <Text as="h2" variant="headingMd">
              {t("recommendations.of", { product: title })}
            </Text>
            <AddProduct label={t("recommendations.addFor")} productId={productId} busy={busy} decide={decide} />
          </InlineStack>
          <Text as="p" tone="subdued">
            {t(others.length === 0 ? "recommendations.none" : "recommendations.ofText")}
          </Text>
          {others.length > 0 && (
            <OtherList
              label={t("recommendations.of", { product: title })}
              productId={productId}
              others={others}
              busy={busy}
              decide={decide}
            />
          )}
        </BlockStack>
      </Card>
    </AdminPage>
  );
}
