import { BlockStack, Card, List, Link, Text } from "@shopify/polaris";

import type { AdjustResult } from "../../points/adjusting/adjust-many.ts";
import type { Person } from "../../points/adjusting/adjust-many.server.ts";
import { useT } from "../locale.tsx";
import { to } from "../../pages.ts";
import { usePersonName } from "./person-name.ts";

/** What a bulk adjustment did, and who was left out. */
export function AdjustOutcome({
  reason,
  result,
  shortPeople,
}: {
  reason: string;
  result: AdjustResult;
  shortPeople: readonly Person[];
}) {
  const t = useT();
  const nameOf = usePersonName();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("pointsTools.resultAdjusted", { count: result.adjusted })}
        </Text>
        <Text as="p" tone="subdued" breakWord>
          {`${t("pointsTools.reason")}: ${reason}`}
        </Text>
        {result.short > 0 && (
          <BlockStack gap="100">
            <Text as="h3" variant="headingSm">
              {t("pointsTools.resultShort", { count: result.short })}
            </Text>
            <List>
              {shortPeople.map((person) => (
                <List.Item key={person.customerId.toString()}>
                  <Link url={to("customer", { customerId: person.customerId })}>{nameOf(person)}</Link>
                </List.Item>
              ))}
            </List>
          </BlockStack>
        )}
      </BlockStack>
    </Card>
  );
}
