import { Button, ButtonGroup, InlineStack, Text } from "@shopify/polaris";

import type { Month } from "../../insights/campaigns/month.ts";
import { to } from "../../pages.ts";
import { useT } from "../locale.tsx";

/** The name of a month, and the ways to its neighbors. */
export function MonthTurn({ name, month, page }: { name: string; month: Month; page: "calendar" | "pointsCalendar" }) {
  const t = useT();
  return (
    <InlineStack align="space-between" blockAlign="center" gap="200">
      <Text as="h2" variant="headingMd">
        {name}
      </Text>
      <ButtonGroup>
        <Button url={to(page, { month: month.previous })} accessibilityLabel={t("calendar.previous")}>
          ‹
        </Button>
        <Button url={to(page)}>{t("calendar.today")}</Button>
        <Button url={to(page, { month: month.next })} accessibilityLabel={t("calendar.next")}>
          ›
        </Button>
      </ButtonGroup>
    </InlineStack>
  );
}
