import { BlockStack, Card, Checkbox, Text, TextField } from "@shopify/polaris";

import { openWays, type OpenWay } from "../../../surveys/content/ways.ts";
import { useT } from "../../locale.tsx";
import { openWayWords } from "../words.ts";

type Props = {
  link: string;
  ways: readonly OpenWay[];
  anonymous: boolean;
  onType: (change: { ways?: readonly OpenWay[]; anonymous?: boolean }) => void;
};

/** Where a survey is asked besides emails, and who may answer there. */
export function WaysCard({ link, ways, anonymous, onType }: Props) {
  const t = useT();
  const toggled = (way: OpenWay, on: boolean) => openWays.filter((known) => (known === way ? on : ways.includes(known)));
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingSm">
            {t("surveys.ways")}
          </Text>
          <Text as="p" tone="subdued">
            {t("surveys.waysHelp")}
          </Text>
        </BlockStack>
        {openWays.map((way) => (
          <BlockStack key={way} gap="200">
            <Checkbox
              label={t(openWayWords[way].name)}
              helpText={t(openWayWords[way].help)}
              checked={ways.includes(way)}
              onChange={(on) => onType({ ways: toggled(way, on) })}
            />
            {way === "link" && ways.includes("link") && (
              <TextField
                label={t("surveys.link")}
                helpText={t("surveys.linkHelp")}
                value={link}
                readOnly
                autoComplete="off"
                selectTextOnFocus
              />
            )}
          </BlockStack>
        ))}
        <Checkbox
          label={t("surveys.anonymous")}
          helpText={t("surveys.anonymousHelp")}
          checked={anonymous}
          disabled={!ways.includes("link") && !ways.includes("thanks")}
          onChange={(on) => onType({ anonymous: on })}
        />
      </BlockStack>
    </Card>
  );
}
