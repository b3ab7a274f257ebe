import { Badge, BlockStack, InlineStack, Link, Text } from "@shopify/polaris";

import type { Suppression } from "../../messages/suppressions/list.server.ts";
import { to } from "../../pages.ts";
import { useFormat, useT } from "../locale.tsx";
import { LiftSuppression } from "./lift-suppression.tsx";
import { reasonNames, reasonTones, sourceNames } from "./suppression-words.ts";

/** An address a row: why, since when and by whom it is suppressed, and the way to lift it. */
export function SuppressionList({ lines }: { lines: readonly Suppression[] }) {
  const t = useT();
  const format = useFormat();
  return (
    <ul className="rows" aria-label={t("suppressions.list")}>
      {lines.map((line) => {
        const source = sourceNames[line.source];
        return (
          <li key={`${line.channel}:${line.address}`}>
            <div className="wrap-anywhere row-main">
              <BlockStack gap="100">
                <InlineStack gap="200" blockAlign="center">
                  <Text as="span">{line.address}</Text>
                  <Badge tone={reasonTones[line.reason]}>{t(reasonNames[line.reason])}</Badge>
                </InlineStack>
                <Text as="p" variant="bodySm" tone="subdued">
                  {[
                    t("suppressions.since", { date: format.dateTime(line.since) }),
                    source === undefined ? line.source : t(source),
                  ].join(" · ")}
                </Text>
                {line.customerId !== null && (
                  <Link
                    url={to("customer", { customerId: line.customerId })}
                    accessibilityLabel={t("suppressions.customerOf", { address: line.address })}
                  >
                    {t("suppressions.customer")}
                  </Link>
                )}
              </BlockStack>
            </div>
            <LiftSuppression line={line} />
          </li>
        );
      })}
    </ul>
  );
}
