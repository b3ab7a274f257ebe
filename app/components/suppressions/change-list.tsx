import { BlockStack, Card, Text } from "@shopify/polaris";

import type { SuppressionChange } from "../../messages/suppressions/list.server.ts";
import { useFormat, useT } from "../locale.tsx";
import { reasonNames } from "./suppression-words.ts";

/** Who has lifted or added a suppression, and when. */
export function ChangeList({ changes }: { changes: readonly SuppressionChange[] }) {
  const t = useT();
  const format = useFormat();
  if (changes.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("suppressions.changes")}
        </Text>
        <dl className="facts wrap-anywhere">
          {changes.map(({ address, action, reason, actor, at }) => {
            const about = { who: actor.replace(/^merchant:/, ""), date: format.dateTime(at) };
            return (
              <div key={`${address}:${at.toISOString()}`}>
                <dt>{address}</dt>
                <dd>
                  {action === "added"
                    ? t("suppressions.changeAdded", about)
                    : t("suppressions.changeLifted", { ...about, reason: t(reasonNames[reason]) })}
                </dd>
              </div>
            );
          })}
        </dl>
      </BlockStack>
    </Card>
  );
}
