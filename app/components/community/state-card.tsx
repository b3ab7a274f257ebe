import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";

import type { GroupState } from "../../community/groups.server.ts";
import { useT } from "../locale.tsx";
import { Confirm } from "../page/bridge/confirm.tsx";
import { standings } from "./words.ts";

type Props = {
  state: GroupState;
  /** Something is typed that is not saved. */
  changed: boolean;
  busy: boolean;
  send: (intent: "publish" | "archive") => void;
  /** Where customers find it. */
  address: string;
};

/** Whether customers see it, and what can be done about it. */
export function StateCard({ state, changed, busy, send, address }: Props) {
  const t = useT();
  const [asking, setAsking] = useState(false);
  const { word, text } = standings[state];
  const action = { draft: "community.publish", live: "community.publishAgain", archived: "community.bringBack" } as const;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {`${t("community.state")}: ${t(word)}`}
        </Text>
        <Text as="p" tone="subdued">
          {t(text)}
        </Text>
        {changed && <Text as="p">{t("community.saveFirst")}</Text>}
        <InlineStack gap="200">
          <Button variant="primary" disabled={busy || changed} onClick={() => send("publish")}>
            {t(action[state])}
          </Button>
          {state !== "archived" && (
            <Button disabled={busy} onClick={() => setAsking(true)}>
              {t("community.archive")}
            </Button>
          )}
          {state === "live" && (
            <Button url={address} external>
              {t("community.look")}
            </Button>
          )}
        </InlineStack>
      </BlockStack>
      <Confirm
        open={asking}
        title={t("community.archiveTitle")}
        action={t("community.archive")}
        onClose={() => setAsking(false)}
        onConfirm={() => send("archive")}
      >
        <p>{t("community.archiveText")}</p>
      </Confirm>
    </Card>
  );
}
