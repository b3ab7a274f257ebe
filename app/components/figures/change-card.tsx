import { Banner, BlockStack, Card, Text } from "@shopify/polaris";

import type { Figures } from "../../insights/figures/kept/read.server.ts";
import { figureKeys, figures } from "../../insights/figures/list.ts";
import { lengthOf } from "../../insights/figures/period.ts";
import { figureNames } from "../../insights/figures/shown/names.ts";
import { writeDifference, writeFigure } from "../../insights/figures/shown/write.ts";
import { noonOf } from "../../insights/scores/shop-day.ts";
import { useFormat, useShop, useT } from "../locale.tsx";
import { PlainTable } from "../reports/plain-table.tsx";

/** What figures were before a change and after it, and that this proves nothing. */
export function ChangeCard({ title, shown, days }: { title: string; shown: Figures; days: number }) {
  const t = useT();
  const format = useFormat();
  const shop = useShop();
  const { current, before } = shown;
  if (current === null || before === null) return null;
  const range = ({ period }: typeof current) => ({
    ...{ from: format.date(noonOf(shop, period.first)), to: format.date(noonOf(shop, period.last)) },
  });
  const passed = lengthOf(current.period);
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        <Banner tone="warning">
          <p>{t("figures.changesCaution")}</p>
        </Banner>
        {passed < days && <Text as="p">{t("figures.changeShort", { count: passed })}</Text>}
        <PlainTable
          label={title}
          headings={[
            ...[t("figures.changeFigure"), t("figures.changeBefore", range(before)), t("figures.changeAfter", range(current))],
            t("figures.changeDifference"),
          ]}
          rows={figureKeys.map((key) => {
            const { unit, of } = figures[key];
            const [earlier, later] = [of(before.counts), of(current.counts)];
            return [
              ...[t(figureNames[key]), writeFigure(unit, earlier, t, format), writeFigure(unit, later, t, format)],
              writeDifference(key, later, earlier, t, format),
            ];
          })}
        />
      </BlockStack>
    </Card>
  );
}
