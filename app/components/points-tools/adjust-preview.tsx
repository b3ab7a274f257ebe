import { BlockStack, Button, Card, InlineStack, List, Text } from "@shopify/polaris";

import type { AdjustPreview } from "../../points/adjusting/adjust-many.server.ts";
import { useFormat, useT } from "../locale.tsx";
import { usePersonName } from "./person-name.ts";

export type PreviewView = AdjustPreview & {
  points: bigint;
  /** Of all together, and what it is worth in minor units of shop money. */
  total: bigint;
  worthMinor: bigint;
  unknown: readonly string[];
};

const UNKNOWN_SHOWN = 20;

/** Who is meant and what happens to them, before it does. */
export function AdjustPreviewCard({ preview, busy, start }: { preview: PreviewView; busy: boolean; start: () => void }) {
  const t = useT();
  const format = useFormat();
  const nameOf = usePersonName();
  const { people, sample, short, shortPeople, unknown } = preview;
  const count = people - short;
  const points = preview.points < 0n ? -preview.points : preview.points;
  return (
    <Card>
      <div role="status">
        <BlockStack gap="400">
          <BlockStack gap="200">
            <Text as="h2" variant="headingMd">
              {t("pointsTools.previewTitle")}
            </Text>
            {/* Whoever is meant and has too little is named below. */}
            {(count > 0 || preview.short === 0) && (
              <Text as="p">
                {count === 0
                  ? t("pointsTools.previewNobody")
                  : preview.points < 0n
                    ? t("pointsTools.previewTake", { count, points })
                    : t("pointsTools.previewGive", { count, points })}
              </Text>
            )}
            {count > 0 && (
              <Text as="p" fontWeight="semibold">
                {t("pointsTools.total", { total: format.signed(preview.total), amount: format.money(preview.worthMinor) })}
              </Text>
            )}
            {count > 0 && short === 0 && (
              <Text as="p" tone="subdued" breakWord>
                {`${t("pointsTools.previewSample")} ${sample.map(nameOf).join(", ")}`}
              </Text>
            )}
          </BlockStack>
          {short > 0 && (
            <BlockStack gap="100">
              <Text as="h3" variant="headingSm">
                {t("pointsTools.previewShort", { count: short })}
              </Text>
              <List>
                {shortPeople.map((person) => (
                  <List.Item key={person.customerId.toString()}>
                    {t("pointsTools.has", { name: nameOf(person), points: format.number(person.available) })}
                  </List.Item>
                ))}
                {short > shortPeople.length && <List.Item>…</List.Item>}
              </List>
            </BlockStack>
          )}
          {unknown.length > 0 && (
            <BlockStack gap="100">
              <Text as="h3" variant="headingSm">
                {t("pointsTools.previewUnknown", { count: unknown.length })}
              </Text>
              <Text as="p" tone="subdued" breakWord>
                {unknown.slice(0, UNKNOWN_SHOWN).join(", ")}
                {unknown.length > UNKNOWN_SHOWN ? " …" : ""}
              </Text>
            </BlockStack>
          )}
          {count > 0 && (
            <InlineStack>
              <Button variant="primary" loading={busy} onClick={start}>
                {t("pointsTools.adjustNow", { count })}
              </Button>
            </InlineStack>
          )}
        </BlockStack>
      </div>
    </Card>
  );
}
