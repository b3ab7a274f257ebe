import { Badge, BlockStack, Button, Card, InlineGrid, InlineStack, Text } from "@shopify/polaris";

import { useEffect } from "react";

import type { Entering } from "../../flows/presets/entering.server.ts";
import { flowPresetKeys, type FlowPresetKey } from "../../flows/presets/presets.ts";
import { to } from "../../pages.ts";
import { useT } from "../locale.tsx";
import { Edge } from "../page/edge.tsx";
import { useLoad } from "../page/posting/load.ts";
import { presetWords } from "./words/flow-words.ts";

type Props = {
  /** Presets that a flow of the shop was made from already. */
  used: ReadonlySet<string>;
  busy: boolean;
  onUse: (preset: FlowPresetKey) => void;
};

/** The series that every shop has: what each does, when, what it needs, and whom it would reach here; that is counted once the page stands. */
export function Gallery({ used, busy, onUse }: Props) {
  const t = useT();
  const { load, data, failed } = useLoad<() => Promise<Entering>>();
  useEffect(() => load(to("flowPresetCounts")), [load]);
  const reach = (key: FlowPresetKey) => {
    if (failed) return t("flows.notCounted");
    if (data === undefined) return t("flows.counting");
    const count = data.entering[key];
    if (count === null) return t("flows.notCounted");
    return data.about ? t("flows.wouldEnterAbout", { count }) : t("flows.wouldEnter", { count });
  };
  return (
    <BlockStack gap="300">
      <Edge>
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("flows.gallery")}
          </Text>
          <Text as="p" tone="subdued">
            {t("flows.galleryText")}
          </Text>
        </BlockStack>
      </Edge>
      <InlineGrid columns={{ xs: 1, md: 2 }} gap="400">
        {flowPresetKeys.map((key) => (
          <Preset key={key} preset={key} used={used.has(key)} reach={reach(key)} busy={busy} onUse={() => onUse(key)} />
        ))}
      </InlineGrid>
    </BlockStack>
  );
}

type PresetProps = { preset: FlowPresetKey; used: boolean; reach: string; busy: boolean; onUse: () => void };

function Preset({ preset, used, reach, busy, onUse }: PresetProps) {
  const t = useT();
  const words = presetWords[preset];
  const name = t(words.name);
  return (
    <Card>
      <div className="flow-preset">
        <BlockStack gap="200">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h3" variant="headingSm">
              {name}
            </Text>
            {used && <Badge>{t("flows.inUse")}</Badge>}
          </InlineStack>
          <Text as="p">{t(words.what)}</Text>
          <Text as="p" tone="subdued">
            {t("flows.when", { when: t(words.when) })}
          </Text>
          <Text as="p" tone="subdued">
            {t("flows.needs", { needs: t(words.needs) })}
          </Text>
          <div aria-live="polite">
            <Text as="p" tone="subdued">
              {reach}
            </Text>
          </div>
        </BlockStack>
        <InlineStack>
          <Button disabled={busy} onClick={onUse} accessibilityLabel={t("flows.useNamed", { name })}>
            {t("flows.use")}
          </Button>
        </InlineStack>
      </div>
    </Card>
  );
}
