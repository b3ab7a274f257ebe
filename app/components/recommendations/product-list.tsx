import { Badge, BlockStack, InlineStack, Link, Text, Thumbnail } from "@shopify/polaris";
import { ImageIcon } from "@shopify/polaris-icons";

import type { Listed } from "../../insights/recommendations/list.server.ts";
import { to } from "../../pages.ts";
import { useFormat, useT } from "../locale.tsx";
import { kindNames } from "./reason-words.ts";

/** Products, each with what goes best with it; its name leads to all. */
export function ProductList({ products }: { products: readonly Listed[] }) {
  const t = useT();
  const format = useFormat();
  return (
    <ul className="rows" aria-label={t("recommendations.list")}>
      {products.map(({ productId, title, imageUrl, best, pinned }) => (
        <li key={String(productId)}>
          <div className="wrap-anywhere row-main">
            <InlineStack gap="300" blockAlign="start" wrap={false}>
              <Thumbnail source={imageUrl ?? ImageIcon} alt="" size="small" />
              <BlockStack gap="100">
                <InlineStack gap="200" blockAlign="center">
                  <Text as="h2" variant="headingSm">
                    <Link url={to("recommendation", { productId })} removeUnderline>
                      {title}
                    </Link>
                  </Text>
                  {pinned > 0 && <Badge tone="info">{t("recommendations.pinned", { count: pinned })}</Badge>}
                </InlineStack>
                {best.map(({ kind, title: product, bought, ofAll }) => (
                  <Text key={kind} as="p" tone="subdued">
                    {t("recommendations.best", {
                      ...{ kind: t(kindNames[kind]), product, bought: format.number(bought), all: format.number(ofAll) },
                    })}
                  </Text>
                ))}
              </BlockStack>
            </InlineStack>
          </div>
        </li>
      ))}
    </ul>
  );
}
