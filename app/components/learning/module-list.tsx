import { Badge, BlockStack, Card, InlineStack, Link, Text } from "@shopify/polaris";

import type { ModuleState } from "../../learning/modules.server.ts";
import type { ModuleFigures } from "../../learning/shown/figures.server.ts";
import { to } from "../../pages.ts";
import { textIn, type Texts } from "../../program/rules/texts.ts";
import { useLocale, useT } from "../locale.tsx";
import { figuresWords, standings } from "./words.ts";

export type ListedModule = { moduleId: number; state: ModuleState; titles: Texts; figures: ModuleFigures };

export function ModuleList({ listed }: { listed: readonly ListedModule[] }) {
  const t = useT();
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t("modules.yours")}
        </Text>
        {listed.length === 0 ? (
          <Text as="p" tone="subdued">
            {t("modules.none")}
          </Text>
        ) : (
          <ul className="checks">
            {listed.map((one) => (
              <li key={one.moduleId}>
                <Line one={one} />
              </li>
            ))}
          </ul>
        )}
      </BlockStack>
    </Card>
  );
}

function Line({ one }: { one: ListedModule }) {
  const t = useT();
  const locale = useLocale();
  const { word, tone } = standings[one.state];
  return (
    <InlineStack gap="300" blockAlign="start" align="space-between">
      <BlockStack gap="050">
        <Link url={to("module", { moduleId: one.moduleId })}>{textIn(one.titles, locale)}</Link>
        {one.state !== "draft" && (
          <Text as="p" tone="subdued">
            {figuresWords(one.figures, t).join(" · ")}
          </Text>
        )}
      </BlockStack>
      <Badge {...(tone === undefined ? {} : { tone })}>{t(word)}</Badge>
    </InlineStack>
  );
}
