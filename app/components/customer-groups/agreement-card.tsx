import { BlockStack, Card, Text } from "@shopify/polaris";

import { agreementOf } from "../../insights/rfm/agreement.ts";
import { groupNames } from "../../insights/rfm/group-words.ts";
import type { Agreement } from "../../insights/scores/days.server.ts";
import { useFormat, useT } from "../locale.tsx";
import { PlainTable } from "../reports/plain-table.tsx";

/**
 * How far our groups are those of Shopify's admin, which have the same names and cuts that Shopify does not publish. @param customers in groups here: Shopify is asked about them by
 * and by
 */
export function AgreementCard({ pairs, customers }: { pairs: readonly Agreement[]; customers: number }) {
  const t = useT();
  const format = useFormat();
  const { compared, same, lines } = agreementOf(pairs);
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("rfm.agreement")}
          </Text>
          <Text as="p">
            {compared === 0
              ? t("rfm.agreementNone")
              : t("rfm.agreementShare", { count: compared, share: format.percent(same / compared) })}
          </Text>
          {compared > 0 && compared < customers && (
            <Text as="p">{t("rfm.agreementKnown", { count: customers, share: format.percent(compared / customers) })}</Text>
          )}
          <Text as="p" tone="subdued">
            {t("rfm.agreementHelp")}
          </Text>
        </BlockStack>
        {compared > 0 && (
          <PlainTable
            label={t("rfm.agreement")}
            headings={[t("rfm.ourGroup"), t("rfm.compared"), t("rfm.sameGroup"), t("rfm.otherGroup")]}
            rows={lines.map(({ group, compared: own, same: equal, other }) => [
              ...[t(groupNames[group]), format.number(own), format.percent(equal / own)],
              other === null ? "–" : `${t(groupNames[other.group])} (${format.percent(other.customers / own)})`,
            ])}
          />
        )}
      </BlockStack>
    </Card>
  );
}
