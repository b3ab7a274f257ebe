import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";

import type { DrawState, Phase } from "../../draws/draws.server.ts";
import { useT } from "../locale.tsx";
import { Confirm } from "../page/bridge/confirm.tsx";
import { standing, stateTexts } from "./words.ts";

type Props = {
  state: DrawState;
  phase: Phase;
  /** Something is typed that is not saved. */
  changed: boolean;
  busy: boolean;
  send: (intent: "activate" | "pause" | "end") => void;
  /** Where shoppers find it. */
  address: string;
};

/** Whether people can take part, and what can be done about it. */
export function StateCard({ state, phase, changed, busy, send, address }: Props) {
  const t = useT();
  const [asking, setAsking] = useState(false);
  const isOff = state === "draft" || state === "paused";
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {`${t("draws.state")}: ${t(standing(state, phase).word)}`}
        </Text>
        <Text as="p" tone="subdued">
          {t(stateTexts[state])}
        </Text>
        {isOff && changed && <Text as="p">{t("draws.saveFirst")}</Text>}
        <InlineStack gap="200">
          {isOff && (
            <Button variant="primary" disabled={busy || changed} onClick={() => send("activate")}>
              {t(state === "draft" ? "draws.activate" : "draws.resume")}
            </Button>
          )}
          {state === "active" && (
            <Button disabled={busy} onClick={() => send("pause")}>
              {t("draws.pause")}
            </Button>
          )}
          {(state === "active" || state === "paused") && (
            <Button disabled={busy} onClick={() => setAsking(true)}>
              {t("draws.end")}
            </Button>
          )}
          {state !== "draft" && (
            <Button url={address} external>
              {t("draws.open")}
            </Button>
          )}
        </InlineStack>
      </BlockStack>
      <Confirm
        open={asking}
        title={t("draws.endTitle")}
        action={t("draws.end")}
        onClose={() => setAsking(false)}
        onConfirm={() => send("end")}
      >
        <p>{t("draws.endText")}</p>
      </Confirm>
    </Card>
  );
}
