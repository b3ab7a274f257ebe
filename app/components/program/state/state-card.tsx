import { Badge, BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useId, useState } from "react";

import type { StateSince } from "../../../program/state/state.ts";
import { useFormat, useT } from "../../locale.tsx";
import { Confirm } from "../../page/bridge/confirm.tsx";
import { GoLive } from "./go-live.tsx";
import { pastText, sinceText, stateNames, stateText, stateTones } from "./state-words.ts";
import { useSwitch } from "./switching.ts";
import { useMember } from "../../words/staff.tsx";
import { TestForm } from "./test-form.tsx";

type Props = {
  /** Every state that the program was switched to, oldest first. */
  states: readonly StateSince[];
};

/** Whether the program runs, for whom and since when, and the buttons that switch it. */
export function StateCard({ states }: Props) {
  const t = useT();
  const member = useMember();
  const format = useFormat();
  const current = states.at(-1) ?? null;
  const state = current?.state ?? "setup";
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t("programState.title")}
          </Text>
          <Badge tone={stateTones[state]}>{t(stateNames[state])}</Badge>
        </InlineStack>
        <div className="wrap-anywhere">
          <Text as="p">{stateText(t, current)}</Text>
          <Text as="p" tone="subdued" variant="bodySm">
            {sinceText(t, format, member, current)}
          </Text>
        </div>
        {/* Another state is another question: what was begun for the one before is no longer meant. */}
        <Switches key={current?.since.toISOString() ?? ""} current={current} />
        {states.length > 0 && <History states={states} />}
      </BlockStack>
    </Card>
  );
}

function Switches({ current }: { current: StateSince | null }) {
  const t = useT();
  const switching = useSwitch(current);
  const [asking, setAsking] = useState(false);
  const [testing, setTesting] = useState(false);
  const live = current?.state === "live";
  if (testing) return <TestForm current={current} onClose={() => setTesting(false)} />;
  return (
    <>
      <InlineStack gap="200">
        {!live && <GoLive current={current} variant="primary" />}
        {current !== null && current.state !== "paused" && (
          <Button onClick={() => setAsking(true)} loading={switching.busy}>
            {t("programState.pause")}
          </Button>
        )}
        <Button onClick={() => setTesting(true)}>
          {t(current?.state === "test" ? "programState.testChange" : "programState.startTest")}
        </Button>
      </InlineStack>
      <Confirm
        destructive
        open={asking}
        title={t("programState.pauseTitle")}
        action={t("programState.pause")}
        onConfirm={() => switching.to("paused")}
        onClose={() => setAsking(false)}
      >
        <p>{t("programState.pauseStops")}</p>
        <p>{t("programState.pauseStays")}</p>
      </Confirm>
    </>
  );
}

function History({ states }: Props) {
  const t = useT();
  const member = useMember();
  const format = useFormat();
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <BlockStack gap="200" inlineAlign="start">
      <Button
        variant="plain"
        disclosure={open ? "up" : "down"}
        ariaExpanded={open}
        ariaControls={id}
        onClick={() => setOpen(!open)}
      >
        {t(open ? "programState.hideHistory" : "programState.history")}
      </Button>
      <div id={id} hidden={!open}>
        <ul className="moves">
          {[...states].reverse().map((state) => (
            <li key={state.since.toISOString()}>
              <Text as="span" variant="bodySm">
                {pastText(t, format, member, state)}
              </Text>
            </li>
          ))}
        </ul>
      </div>
    </BlockStack>
  );
}
