import { BlockStack, Card, InlineStack, Text } from "@shopify/polaris";

import { oddsText } from "../../draws/content/draft.ts";
import type { Terms } from "../../draws/content/terms.ts";
import { colorOf, piesOf } from "../../draws/shown/wheel.ts";
import { textIn } from "../../program/rules/texts.ts";
import { useFormat, useLocale, useT } from "../locale.tsx";

const SWATCH = 14;

/** How it looks in the shop, and what it costs at most. Follows what is typed; null: not all of that makes sense yet. */
export function PreviewCard({ terms, locale }: { terms: Terms | null; locale: string }) {
  const t = useT();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("draws.preview")}
        </Text>
        {terms === null ? (
          <Text as="p" tone="subdued">
            {t("draws.previewIncomplete")}
          </Text>
        ) : (
          <Shown terms={terms} locale={locale} />
        )}
      </BlockStack>
    </Card>
  );
}

function Shown({ terms, locale }: { terms: Terms; locale: string }) {
  const t = useT();
  const format = useFormat();
  const admin = useLocale();
  const { prizes } = terms;
  const segments = prizes.map(({ parts, kind }) => ({ parts, blank: kind === "nothing" }));
  const points = prizes.reduce((sum, prize) => sum + prize.points * (prize.stock ?? 0), 0);
  const rewards = prizes.reduce((sum, { rewardId, stock }) => sum + (rewardId === null ? 0 : (stock ?? 0)), 0);
  return (
    <BlockStack gap="300">
      <Text as="p" fontWeight="semibold">
        {textIn(terms.title, locale)}
      </Text>
      {terms.kind === "wheel" && (
        <svg viewBox="-104 -104 208 208" width="180" height="180" aria-hidden="true">
          <circle r="103" fill="#222" />
          <g stroke="#fff">
            {piesOf(segments).map(({ path, color }, index) => (
              <path key={prizes[index]?.key} d={path} fill={color} />
            ))}
          </g>
        </svg>
      )}
      <ul className="checks">
        {prizes.map((prize, index) => {
          const odds = oddsText(prize.parts, admin);
          return (
            <li key={prize.key}>
              <InlineStack gap="200" blockAlign="start" wrap={false}>
                {terms.kind === "wheel" && (
                  <svg width={SWATCH} height={SWATCH} viewBox="0 0 14 14" aria-hidden="true">
                    <rect width="14" height="14" rx="3" fill={colorOf(segments, index)} />
                  </svg>
                )}
                <BlockStack>
                  <Text as="span">{textIn(prize.title, locale)}</Text>
                  <Text as="span" tone="subdued">
                    {prize.stock === null ? odds : t("draws.previewLeft", { odds, stock: format.number(prize.stock) })}
                  </Text>
                </BlockStack>
              </InlineStack>
            </li>
          );
        })}
      </ul>
      <Text as="p">{t("draws.mostCost", { points: format.number(points), rewards: format.number(rewards) })}</Text>
    </BlockStack>
  );
}
