import { InlineGrid, Text } from "@shopify/polaris";

import type { Outlook } from "../../insights/scores/days.server.ts";
import { Figure } from "../figure.tsx";
import { useFormat, useT } from "../locale.tsx";

/** What all customers together are expected to do within a year. */
export function OutlookFigures({ outlook }: { outlook: Outlook }) {
  const t = useT();
  const format = useFormat();
  const { customers, alive, orders365, spend365Minor } = outlook;
  return (
    <section aria-labelledby="outlook">
      <Text as="h2" id="outlook" visuallyHidden>
        {t("predictions.outlook")}
      </Text>
      <InlineGrid columns={{ xs: 1, md: 3 }} gap="400">
        <Figure
          name={t("predictions.alive")}
          value={format.number(Math.round(alive))}
          notes={[t("predictions.aliveNote", { customers: format.number(customers) })]}
        />
        <Figure
          name={t("predictions.orders")}
          value={format.number(Math.round(orders365))}
          notes={[t("predictions.ordersNote")]}
        />
        {spend365Minor !== null && (
          <Figure
            name={t("predictions.spend")}
            value={format.money(BigInt(Math.round(spend365Minor)))}
            notes={[t("predictions.spendNote")]}
          />
        )}
      </InlineGrid>
    </section>
  );
}
