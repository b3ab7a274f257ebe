import { Badge, BlockStack, Button, Card, InlineGrid, InlineStack, Text } from "@shopify/polaris";

import { flowPresetKeys, type FlowPresetKey } from "../../flows/presets/presets.ts";
import { useT } from "../locale.tsx";
import { Edge } from "../page/edge.tsx";
import { presetWords } from "./words/flow-words.ts";

type Props = {
  /** Presets that a flow of the shop was made from already. */
  used: ReadonlySet<string>;
  busy: boolean;
  onUse: (preset: FlowPresetKey) => void;
};

/** The series that every shop has: what each does, when, and what it needs. */
export function Gallery({ used, busy, onUse }: Props) {
  const t = useT();
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
          <Preset key={key} preset={key} used={used.has(key)} busy={busy} onUse={() => onUse(key)} />
        ))}
      </InlineGrid>
    </BlockStack>
  );
}

type PresetProps = { preset: FlowPresetKey; used: boolean; busy: boolean; onUse: () => void };

function Preset({ preset, used, busy, onUse }: PresetProps) {
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
