import { Badge, BlockStack, Box, Button, Card, Collapsible, InlineStack, ProgressBar, Text } from "@shopify/polaris";
import { useState, type ReactNode } from "react";

import type { Home } from "../../insights/home.server.ts";
import { useFormat, useT } from "../locale.tsx";
import { usePost } from "../page/posting/post.ts";
import { to } from "../../pages.ts";

type Step = { key: string; title: string; text: string; done: boolean; actions?: ReactNode };
type Links = { pointsBlockUrl: string; productBlockUrl: string };

/** What is left to do, read from the shop's real state; gone when everything is done. The first open step is unfolded. */
export function SetupGuide({ home, ...links }: { home: Home } & Links) {
  const t = useT();
  const steps = useSteps(home, links);
  const [chosen, setChosen] = useState<string | null>();
  const done = steps.filter((step) => step.done).length;
  if (done === steps.length) return null;
  const open = chosen === undefined ? steps.find((step) => !step.done)?.key : chosen;
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            {t("home.guideTitle")}
          </Text>
          <InlineStack gap="300" blockAlign="center">
            <Text as="p" tone="subdued">
              {t("home.guideProgress", { done, total: steps.length })}
            </Text>
            <Box width="120px">
              <div aria-hidden="true">
                <ProgressBar size="small" tone="success" progress={(100 * done) / steps.length} />
              </div>
            </Box>
          </InlineStack>
        </BlockStack>
      </Box>
      {steps.map((step) => (
        <StepRow
          key={step.key}
          step={step}
          open={step.key === open}
          toggle={() => setChosen(step.key === open ? null : step.key)}
        />
      ))}
    </Card>
  );
}

function StepRow({ step, open, toggle }: { step: Step; open: boolean; toggle: () => void }) {
  const t = useT();
  const id = `step-${step.key}`;
  return (
    <div className="step">
      <h3>
        <button type="button" aria-expanded={open} aria-controls={id} onClick={toggle}>
          <Text as="span" fontWeight="semibold">
            {step.title}
          </Text>
          <Badge tone={step.done ? "success" : "attention"} progress={step.done ? "complete" : "incomplete"}>
            {step.done ? t("home.done") : t("home.open")}
          </Badge>
        </button>
      </h3>
      <Collapsible id={id} open={open} transition={false}>
        <Box paddingInline="400" paddingBlockEnd="400">
          <BlockStack gap="300">
            <Text as="p" tone="subdued">
              {step.text}
            </Text>
            {step.actions !== undefined && (
              <InlineStack gap="200" blockAlign="center">
                {step.actions}
              </InlineStack>
            )}
          </BlockStack>
        </Box>
      </Collapsible>
    </div>
  );
}

function useSteps(home: Home, links: Links): Step[] {
  const t = useT();
  const settings = <Button url={to("settings")}>{t("home.openSettings")}</Button>;
  const read = home.backfills.length > 0 && home.backfills.every(({ state }) => state === "done");
  return [
    { key: "history", title: t("home.stepHistory"), text: t("home.stepHistoryText"), done: read },
    { key: "sender", title: t("home.stepSender"), text: t("home.stepSenderText"), done: home.senderReady, actions: settings },
    { key: "imprint", title: t("home.stepImprint"), text: t("home.stepImprintText"), done: home.imprintReady, actions: settings },
    {
      key: "theme",
      title: t("home.stepTheme"),
      text: t("home.stepThemeText"),
      done: home.themeConfirmedAt !== null,
      actions: <ThemeActions confirmedAt={home.themeConfirmedAt} {...links} />,
    },
    {
      key: "flow",
      title: t("home.stepFlow"),
      text: t("home.stepFlowText"),
      done: home.winBackEnabled,
      actions: <Button url={to("flows")}>{t("home.openFlows")}</Button>,
    },
  ];
}

function ThemeActions({ confirmedAt, pointsBlockUrl, productBlockUrl }: { confirmedAt: Date | null } & Links) {
  const t = useT();
  const format = useFormat();
  const post = usePost<{ ok: true }>({ action: to("home") });
  return (
    <>
      <Button url={pointsBlockUrl} target="_top">
        {t("home.openTheme")}
      </Button>
      <Button url={productBlockUrl} target="_top">
        {t("home.stepThemeProduct")}
      </Button>
      <Button
        variant="tertiary"
        loading={post.busy}
        onClick={() => post.submit({ intent: confirmedAt === null ? "confirm-theme" : "unconfirm-theme" })}
      >
        {confirmedAt === null ? t("home.stepThemeConfirm") : t("home.stepThemeUndo")}
      </Button>
      {confirmedAt !== null && <Text as="span">{t("home.stepThemeConfirmed", { date: format.date(confirmedAt) })}</Text>}
    </>
  );
}
