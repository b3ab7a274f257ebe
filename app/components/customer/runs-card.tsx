import { BlockStack, Button, Card, InlineStack, Link, Text } from "@shopify/polaris";
import { useState } from "react";

import type { CustomerRun } from "../../flows/runs/of-customer.server.ts";
import type { FlowShop } from "../../insights/flow-shop.server.ts";
import type { PlainKey, Translate } from "../../i18n/translate.ts";
import { to } from "../../pages.ts";
import { flowTitle } from "../flows/words/flow-words.ts";
import type { StepWords } from "../flows/words/step-words.ts";
import { useStepWords } from "../flows/words/use-words.ts";
import { useFormat, useT } from "../locale.tsx";
import { Confirm } from "../page/bridge/confirm.tsx";
import { useToast } from "../page/bridge/toast.ts";
import { usePost } from "../page/posting/post.ts";
import { useTellOnce } from "../tell-once.ts";

type Props = { runs: readonly CustomerRun[]; shop: FlowShop };

/** What waits of an hour of its own is not told here. */
const AN_HOUR = 10;

/** The flows that the customer is in, what comes next in each, and the way out of them. */
export function RunsCard({ runs, shop }: Props) {
  const t = useT();
  const toast = useToast();
  const words = useStepWords(shop, AN_HOUR);
  const post = usePost<{ ended: boolean } | { skipped: boolean }>();
  const [asked, ask] = useState<CustomerRun | null>(null);
  useTellOnce(post.answer, (answer) => {
    if ("ended" in answer) toast(t(answer.ended ? "flow.runSkipped" : "flow.runGone"));
    else toast(t(answer.skipped ? "flow.stepSkipped" : "flow.stepGone"));
  });
  const skip = ({ runId, next }: CustomerRun) => {
    if (next !== null) post.submit({ intent: "skip-step", runId: String(runId), stepId: next.id });
  };
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("flow.runs")}
        </Text>
        {runs.length === 0 ? (
          <Text as="p" tone="subdued">
            {t("flow.runsNone")}
          </Text>
        ) : (
          runs.map((run) => (
            <Run
              key={String(run.runId)}
              run={run}
              words={words}
              busy={post.busy}
              onSkip={() => skip(run)}
              onTakeOut={() => ask(run)}
            />
          ))
        )}
      </BlockStack>
      <Confirm
        destructive
        open={asked !== null}
        title={t("flow.runSkipTitle", { name: asked === null ? "" : flowTitle(asked, t) })}
        action={t("flow.runSkip")}
        onConfirm={() => {
          if (asked !== null) post.submit({ intent: "end-run", runId: String(asked.runId) });
        }}
        onClose={() => ask(null)}
      >
        <p>{t("flow.runSkipText")}</p>
      </Confirm>
    </Card>
  );
}

type RunProps = { run: CustomerRun; words: StepWords; busy: boolean; onSkip: () => void; onTakeOut: () => void };

function Run({ run, words, busy, onSkip, onTakeOut }: RunProps) {
  const t = useT();
  const format = useFormat();
  const { next, dueAt, flowId } = run;
  const name = flowTitle(run, t);
  const date = dueAt === null ? null : format.dateTime(dueAt);
  const comes =
    next === null || next.kind === "end"
      ? date === null
        ? null
        : t("flow.runEnds", { date })
      : nextWords(`${words.kind(next)}: ${words.step(next)}`);
  function nextWords(what: string): string {
    return date === null ? t("flow.runNextOpen", { next: what }) : t("flow.runNext", { next: what, date });
  }
  return (
    <BlockStack gap="200" inlineAlign="start">
      <div className="wrap-anywhere">
        <Text as="p" fontWeight="semibold">
          <Link url={to("flow", { flowId })} monochrome>
            {name}
          </Link>
        </Text>
        {run.state === "waiting" && (
          <Text as="p" tone="subdued">
            {t("flow.runWaiting")}
          </Text>
        )}
        {run.holdout ? (
          <Text as="p" tone="subdued">
            {t("flow.runHoldout")}
          </Text>
        ) : (
          comes !== null && (
            <Text as="p" tone="subdued">
              {comes}
            </Text>
          )
        )}
        {run.refill !== null && (
          <Text as="p" tone="subdued" variant="bodySm">
            {reckonedWords(run.refill, t)}
          </Text>
        )}
        {run.flowState === "paused" && (
          <Text as="p" tone="subdued">
            {t("flow.runPaused")}
          </Text>
        )}
      </div>
      <InlineStack gap="200">
        {run.skippable && (
          <Button size="slim" disabled={busy} accessibilityLabel={t("flow.stepSkipNamed", { name })} onClick={onSkip}>
            {t("flow.stepSkip")}
          </Button>
        )}
        <Button size="slim" disabled={busy} accessibilityLabel={t("flow.runSkipNamed", { name })} onClick={onTakeOut}>
          {t("flow.runSkip")}
        </Button>
      </InlineStack>
    </BlockStack>
  );
}

const reckonings: Record<string, PlainKey> = {
  supply: "flow.reckonedSupply",
  product: "flow.reckonedProduct",
  customer: "flow.reckonedCustomer",
  "plan-ended": "flow.reckonedPlan",
};

const bases: Record<string, PlainKey> = {
  order: "flow.countedOrder",
  delivered: "flow.countedDelivered",
  expected: "flow.countedExpected",
  transit: "flow.countedTransit",
  usual: "flow.countedUsual",
  digital: "flow.countedDigital",
  ordered: "flow.countedOrdered",
};

/** What says that something is used up, and since when that counts. */
function reckonedWords({ reckoning, basis }: NonNullable<CustomerRun["refill"]>, t: Translate): string {
  const words = (codes: readonly string[], known: Record<string, PlainKey>) =>
    codes.flatMap((code) => (known[code] === undefined ? [] : [t(known[code])])).join(", ");
  return t("flow.reckoned", { by: words(reckoning, reckonings), from: words(basis, bases) });
}
