import { BlockStack, Button, Card, InlineStack, Link, List, Text } from "@shopify/polaris";
import { useState } from "react";

import type { AdjustResult } from "../../points/adjusting/adjust-many.ts";
import type { Person } from "../../points/adjusting/adjust-many.server.ts";
import { useFormat, useT } from "../locale.tsx";
import { Confirm } from "../page/bridge/confirm.tsx";
import { to } from "../../pages.ts";
import { PeopleList } from "./people-list.tsx";

type Props = {
  runId: bigint;
  ended: boolean;
  points: bigint;
  reason: string;
  publicReason: string | null;
  result: AdjustResult;
  shortPeople: readonly Person[];
  /** Whose points were adjusted, a page of them. */
  people: readonly Person[];
  next: string | null;
  /** The run that takes it back, or has. */
  undoneBy: bigint | null;
  total: bigint;
  /** Of all its points, in minor units of shop money. */
  worthMinor: bigint;
  busy: boolean;
  undo: () => void;
};

/** What a bulk adjustment did, for whom, and who was left out; it can be taken back. */
export function AdjustOutcome(props: Props) {
  const { runId, ended, points, reason, publicReason, result, shortPeople, people, next, undoneBy, total, busy, undo } = props;
  const t = useT();
  const format = useFormat();
  const [asking, setAsking] = useState(false);
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t("pointsTools.resultAdjusted", { count: result.adjusted })}
          </Text>
          {ended && result.adjusted > 0 && undoneBy === null && (
            <Button disabled={busy} onClick={() => setAsking(true)}>
              {t("pointsTools.undo")}
            </Button>
          )}
        </InlineStack>
        {undoneBy !== null && <Link url={to("run", { runId: undoneBy })}>{t("pointsTools.undone")}</Link>}
        <Text as="p">{t("pointsTools.total", { total: format.signed(total), amount: format.money(props.worthMinor) })}</Text>
        <Text as="p" tone="subdued" breakWord>
          {`${t("pointsTools.reason")}: ${reason}`}
        </Text>
        {publicReason !== null && (
          <Text as="p" tone="subdued" breakWord>
            {t("customer.ledgerTold", { reason: publicReason })}
          </Text>
        )}
        <PeopleList people={people} next={next === null ? null : to("run", { runId }, { after: next })} />
        {result.short > 0 && (
          <BlockStack gap="100">
            <Text as="h3" variant="headingSm">
              {t("pointsTools.resultShort", { count: result.short })}
            </Text>
            <PeopleList people={shortPeople} next={null} />
          </BlockStack>
        )}
      </BlockStack>
      <Confirm
        open={asking}
        title={t("pointsTools.undoTitle", { count: result.adjusted })}
        action={t("pointsTools.undo")}
        destructive
        onConfirm={undo}
        onClose={() => setAsking(false)}
      >
        <List>
          <List.Item>{t("pointsTools.undoText", { total: format.signed(-total) })}</List.Item>
          {points > 0n && <List.Item>{t("pointsTools.undoSpent")}</List.Item>}
        </List>
      </Confirm>
    </Card>
  );
}
