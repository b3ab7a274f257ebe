import { BlockStack, Card, List, Text } from "@shopify/polaris";

import type { Missing } from "../../insights/predictions/gates.ts";
import type { Format } from "../../i18n/format.ts";
import type { Translate } from "../../i18n/translate.ts";
import { useFormat, useT } from "../locale.tsx";

/** What is missing before anything is predicted, each with what there is of it. */
export function MissingCard({ title, missing }: { title: string; missing: readonly Missing[] }) {
  const t = useT();
  const format = useFormat();
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        <Text as="p">{t("predictions.missingText")}</Text>
        <List>
          {missing.map((one) => (
            <List.Item key={one.what}>{missingWords(one, t, format)}</List.Item>
          ))}
        </List>
      </BlockStack>
    </Card>
  );
}

function missingWords(missing: Missing, t: Translate, format: Format): string {
  if (missing.what === "pattern") return t("predictions.missingPattern");
  const amounts = { have: format.number(missing.have), need: format.number(missing.need) };
  switch (missing.what) {
    case "buyers":
      return t("predictions.missingBuyers", amounts);
    case "historyDays":
      return t("predictions.missingHistory", amounts);
    case "lastOrderDays":
      return t("predictions.missingRecent", amounts);
    case "thirdOrder":
      return t("predictions.missingThird");
    case "repeaters":
      return t("predictions.missingRepeaters", amounts);
  }
}
