import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";

import { useT } from "../locale.tsx";
import { Confirm } from "../page/bridge/confirm.tsx";
import { standings, type Phase } from "./words.ts";

type Props = {
  phase: Phase;
  /** It was open once. */
  told: boolean;
  /** Something is typed that is not saved. */
  changed: boolean;
  busy: boolean;
  send: (intent: "open" | "cancel" | "archive") => void;
  /** Where customers find it. */
  address: string;
};

/** How it stands, and what can be done about it. */
export function StateCard({ phase, told, changed, busy, send, address }: Props) {
  const t = useT();
  const [asking, setAsking] = useState(false);
  const { word, text } = standings[phase];
  const ahead = phase === "open" || phase === "running";
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {`${t("gatherings.state")}: ${t(word)}`}
        </Text>
        <Text as="p" tone="subdued">
          {t(text)}
        </Text>
        {ahead && <Text as="p">{t("gatherings.changeHint")}</Text>}
        {changed && <Text as="p">{t("gatherings.saveFirst")}</Text>}
        <InlineStack gap="200">
          {phase !== "running" && phase !== "over" && (
            <Button variant="primary" disabled={busy || changed} onClick={() => send("open")}>
              {t(phase === "open" ? "gatherings.openAgain" : told ? "gatherings.bringBack" : "gatherings.open")}
            </Button>
          )}
          {ahead && (
            <Button disabled={busy} tone="critical" onClick={() => setAsking(true)}>
              {t("gatherings.cancel")}
            </Button>
          )}
          {!ahead && phase !== "archived" && (
            <Button disabled={busy} onClick={() => send("archive")}>
              {t("gatherings.archive")}
            </Button>
          )}
          {ahead && (
            <Button url={address} external>
              {t("gatherings.look")}
            </Button>
          )}
        </InlineStack>
      </BlockStack>
      <Confirm
        open={asking}
        title={t("gatherings.cancelTitle")}
        action={t("gatherings.cancel")}
        onClose={() => setAsking(false)}
        onConfirm={() => send("cancel")}
      >
        <p>{t("gatherings.cancelText")}</p>
      </Confirm>
    </Card>
  );
}
