import { Badge, BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";

import type { PlainKey } from "../../i18n/translate.ts";
import type { RewardUsage } from "../../insights/redemptions/reward-usage.ts";
import type { RewardState } from "../../rewards/rewards.server.ts";
import { useFormat, useT } from "../locale.tsx";
import { Confirm } from "../page/bridge/confirm.tsx";
import { stateNames } from "./reward-words.ts";

const texts: Record<RewardState, PlainKey> = {
  active: "rewards.stateActive",
  paused: "rewards.statePaused",
  archived: "rewards.stateArchived",
};

const tones = { active: "success", paused: "attention", archived: undefined } as const;

/** What the merchant has decided, and whether shoppers see nothing of it all the same. */
export function StateBadges({ state, hidden }: Pick<Props, "state" | "hidden">) {
  const t = useT();
  return (
    <InlineStack gap="100">
      <Badge tone={tones[state]}>{t(stateNames[state])}</Badge>
      {hidden && <Badge tone="warning">{t("rewards.hidden")}</Badge>}
    </InlineStack>
  );
}

export type RewardIntent = "activate" | "pause" | "archive" | "withdraw";
type Props = {
  state: RewardState;
  /** Active, but shoppers could not use it and so do not see it. */
  hidden: boolean;
  usage: RewardUsage;
  busy: boolean;
  send: (intent: RewardIntent) => void;
};

/** Whether the reward is on offer, and what can be done about it and its open codes. */
export function StateCard({ state, hidden, usage, busy, send }: Props) {
  const t = useT();
  const [asking, setAsking] = useState<"archive" | "withdraw" | null>(null);
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {t("rewards.state")}
          </Text>
          <StateBadges state={state} hidden={hidden} />
        </InlineStack>
        <Text as="p" tone="subdued">
          {t(hidden ? "rewards.stateHidden" : texts[state])}
        </Text>
        <UsageWords usage={usage} />
        <InlineStack gap="200">
          {state === "active" && (
            <Button disabled={busy} onClick={() => send("pause")}>
              {t("rewards.pause")}
            </Button>
          )}
          {state === "paused" && (
            <Button disabled={busy} onClick={() => send("activate")}>
              {t("rewards.resume")}
            </Button>
          )}
          {state === "archived" ? (
            <Button disabled={busy} onClick={() => send("pause")}>
              {t("rewards.restore")}
            </Button>
          ) : (
            <Button disabled={busy} onClick={() => setAsking("archive")}>
              {t("rewards.archive")}
            </Button>
          )}
          {usage.open > 0 && (
            <Button tone="critical" disabled={busy} onClick={() => setAsking("withdraw")}>
              {t("rewards.withdraw")}
            </Button>
          )}
        </InlineStack>
      </BlockStack>
      <Confirm
        open={asking === "archive"}
        title={t("rewards.archiveTitle")}
        action={t("rewards.archive")}
        onClose={() => setAsking(null)}
        onConfirm={() => send("archive")}
      >
        <Text as="p">{t("rewards.archiveText")}</Text>
      </Confirm>
      <Confirm
        destructive
        open={asking === "withdraw"}
        title={t("rewards.withdrawTitle", { count: usage.open })}
        action={t("rewards.withdraw")}
        onClose={() => setAsking(null)}
        onConfirm={() => send("withdraw")}
      >
        <Text as="p">{t("rewards.withdrawText")}</Text>
      </Confirm>
    </Card>
  );
}

/** What became of the reward's redemptions, in a line. */
export function UsageWords({ usage }: { usage: RewardUsage }) {
  const t = useT();
  const format = useFormat();
  const { redeemed, used, open, valueMinor } = usage;
  return (
    <Text as="p" variant="bodySm" tone="subdued">
      {redeemed === 0
        ? t("rewards.never")
        : [
            t("rewards.redeemed", { count: redeemed }),
            t("rewards.used", { count: used }),
            t("rewards.open", { count: open }),
            ...(valueMinor > 0n ? [t("rewards.cost", { amount: format.money(valueMinor) })] : []),
          ].join(" · ")}
    </Text>
  );
}
