import { Badge, BlockStack, Button, InlineStack, Text, Thumbnail } from "@shopify/polaris";
import { ImageIcon } from "@shopify/polaris-icons";

import type { Other } from "../../insights/recommendations/list.server.ts";
import { useFormat, useT } from "../locale.tsx";
import { reasonText } from "./reason-words.ts";
import type { Wish } from "./use-decide.ts";

type Props = {
  label: string;
  /** 0: whatever was bought. */
  productId: bigint;
  others: readonly Other[];
  busy: boolean;
  decide: (wish: Wish) => void;
};

/** Products that are recommended, or would be, each with why, and what the merchant can say of it. */
export function OtherList({ label, productId, others, busy, decide }: Props) {
  const t = useT();
  const format = useFormat();
  return (
    <ul className="rows" aria-label={label}>
      {others.map(({ productId: otherId, title, imageUrl, sold, reasons, choice, excluded }) => {
        const wish = (want: Wish["want"]) => decide({ productId, otherId, title, seen: choice, want });
        return (
          <li key={String(otherId)}>
            <div className="wrap-anywhere row-main">
              <InlineStack gap="300" blockAlign="start" wrap={false}>
                <Thumbnail source={imageUrl ?? ImageIcon} alt="" size="small" />
                <BlockStack gap="100">
                  <InlineStack gap="200" blockAlign="center">
                    <Text as="h3" variant="headingSm">
                      {title}
                    </Text>
                    {choice === "pinned" && <Badge tone="info">{t("recommendations.badgePinned")}</Badge>}
                    {choice === "excluded" && <Badge>{t("recommendations.badgeExcluded")}</Badge>}
                    {excluded && <Badge>{t("recommendations.badgeEverywhere")}</Badge>}
                    {!sold && <Badge tone="warning">{t("recommendations.badgeSoldOut")}</Badge>}
                  </InlineStack>
                  {reasons.map((reason) => (
                    <Text key={reason.kind} as="p" tone="subdued">
                      {reasonText(reason, t, format)}
                    </Text>
                  ))}
                </BlockStack>
              </InlineStack>
            </div>
            <InlineStack gap="300">
              {choice === null && !excluded && (
                <>
                  <Button
                    disabled={busy}
                    onClick={() => wish("pinned")}
                    accessibilityLabel={t("recommendations.pinOf", { product: title })}
                  >
                    {t("recommendations.pin")}
                  </Button>
                  <Button
                    disabled={busy}
                    onClick={() => wish("excluded")}
                    accessibilityLabel={t("recommendations.excludeOf", { product: title })}
                  >
                    {t("recommendations.exclude")}
                  </Button>
                  <Button
                    variant="plain"
                    disabled={busy}
                    onClick={() => decide({ productId: 0n, otherId, title, seen: null, want: "excluded" })}
                    accessibilityLabel={t("recommendations.neverOf", { product: title })}
                  >
                    {t("recommendations.never")}
                  </Button>
                </>
              )}
              {choice === "pinned" && (
                <Button
                  disabled={busy}
                  onClick={() => wish(null)}
                  accessibilityLabel={t("recommendations.unpinOf", { product: title })}
                >
                  {t("recommendations.unpin")}
                </Button>
              )}
              {(choice === "excluded" || (excluded && choice === null)) && (
                <Button
                  disabled={busy}
                  onClick={() =>
                    choice === "excluded" ? wish(null) : decide({ productId: 0n, otherId, title, seen: "excluded", want: null })
                  }
                  accessibilityLabel={t("recommendations.allowOf", { product: title })}
                >
                  {t("recommendations.allow")}
                </Button>
              )}
            </InlineStack>
          </li>
        );
      })}
    </ul>
  );
}
