import { BlockStack, Card, InlineStack, Text } from "@shopify/polaris";

import type { Terms } from "../../achievements/content/terms.ts";
import type { Shown } from "../../achievements/shown/for-shoppers.server.ts";
import { textIn, type Texts } from "../../program/rules/texts.ts";
import { useFormat, useLocale, useT } from "../locale.tsx";
import { ProgressBar } from "../reports/progress-bar.tsx";
import { Look } from "./preview-card.tsx";
import { kindNames } from "./words.ts";

/** With what each that is open is called. */
type Going = Shown["going"][number] & { title: Texts };
export type CustomersAchievements = { held: Shown["held"]; going: Going[] };

/** What a customer has earned, and how far they are with what is open. */
export function AchievementsCard({ held, going }: CustomersAchievements) {
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  const amount = (goal: Terms["goal"], value: bigint) => (goal === "spend" ? format.money(value) : format.number(value));
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("achievements.customerTitle")}
        </Text>
        {held.length === 0 && <Text as="p">{t("achievements.customerNone")}</Text>}
        {held.map(({ achievementId, kind, title, icon, picture, at, times }) => (
          <InlineStack key={achievementId} gap="200" blockAlign="start" wrap={false}>
            <Look terms={{ icon, picture }} />
            <BlockStack>
              <Text as="p">{textIn(title, locale)}</Text>
              <Text as="p" tone="subdued">
                {times === 1
                  ? t("achievements.customerOnce", { kind: t(kindNames[kind]), date: format.date(at) })
                  : t("achievements.customerTimes", {
                      kind: t(kindNames[kind]),
                      date: format.date(at),
                      times: format.number(times),
                    })}
              </Text>
            </BlockStack>
          </InlineStack>
        ))}
        {going.map(({ achievementId, title, goal, progress, target }) => (
          <BlockStack key={achievementId} gap="100">
            <Text as="p">{textIn(title, locale)}</Text>
            <div role="group" aria-label={textIn(title, locale)}>
              <ProgressBar size="small" progress={Number((progress * 100n) / target)} />
            </div>
            <Text as="p" tone="subdued">
              {t("achievements.previewProgress", { value: amount(goal, progress), target: amount(goal, target) })}
            </Text>
          </BlockStack>
        ))}
      </BlockStack>
    </Card>
  );
}
