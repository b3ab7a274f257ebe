import { Badge, BlockStack, Box, Button, Card, Divider, InlineStack, ProgressBar, Text } from "@shopify/polaris";
import { useFetcher } from "@remix-run/react";
import type { ReactNode } from "react";

import type { Home } from "../../insights/home.server.ts";
import { useFormat, useT } from "../locale.tsx";

type Step = { key: string; title: string; text: string; done: boolean; actions?: ReactNode };
type Links = { pointsBlockUrl: string; productBlockUrl: string };

/** What is left to do, read from the shop's real state; gone when everything is done. */
export function SetupGuide({ home, ...links }: { home: Home } & Links) {
  const t = useT();
  const steps = useSteps(home, links);
  const done = steps.filter((step) => step.done).length;
  if (done === steps.length) return null;
  return (
    <Card>
      <BlockStack gap="400">
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
                <ProgressBar size="small" progress={(100 * done) / steps.length} />
              </div>
            </Box>
          </InlineStack>
        </BlockStack>
        {steps.map((step) => (
          <BlockStack key={step.key} gap="400">
            <Divider />
            <BlockStack gap="200">
              <InlineStack gap="200" blockAlign="center">
                <Text as="h3" variant="headingSm">
                  {step.title}
                </Text>
                <Badge tone={step.done ? "success" : "attention"} progress={step.done ? "complete" : "incomplete"}>
                  {step.done ? t("home.done") : t("home.open")}
                </Badge>
              </InlineStack>
              <Text as="p" tone="subdued">
                {step.text}
              </Text>
              {step.actions}
            </BlockStack>
          </BlockStack>
        ))}
      </BlockStack>
    </Card>
  );
}

function useSteps(home: Home, links: Links): Step[] {
  const t = useT();
  const settings = <Button url="/app/settings">{t("home.openSettings")}</Button>;
  const read = home.backfills.length > 0 && home.backfills.every(({ state }) => state === "done");
  return [
    { key: "history", title: t("home.stepHistory"), text: t("home.stepHistoryText"), done: read },
    {
      key: "sender",
      title: t("home.stepSender"),
      text: t("home.stepSenderText"),
      done: home.senderReady,
      actions: !home.senderReady && settings,
    },
    {
      key: "imprint",
      title: t("home.stepImprint"),
      text: t("home.stepImprintText"),
      done: home.imprintReady,
      actions: !home.imprintReady && settings,
    },
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
      actions: !home.winBackEnabled && <Button url="/app/flows">{t("home.openFlows")}</Button>,
    },
  ].map(({ actions, ...step }) => ({ ...step, ...(actions ? { actions: <InlineStack gap="200">{actions}</InlineStack> } : {}) }));
}

function ThemeActions({ confirmedAt, pointsBlockUrl, productBlockUrl }: { confirmedAt: Date | null } & Links) {
  const t = useT();
  const format = useFormat();
  const fetcher = useFetcher();
  return (
    <>
      {confirmedAt === null && (
        <>
          <Button url={pointsBlockUrl} target="_top">
            {t("home.openTheme")}
          </Button>
          <Button url={productBlockUrl} target="_top">
            {t("home.stepThemeProduct")}
          </Button>
        </>
      )}
      {confirmedAt !== null && <Text as="span">{t("home.stepThemeConfirmed", { date: format.date(confirmedAt) })}</Text>}
      <fetcher.Form method="post" action="/app?index">
        <input type="hidden" name="intent" value={confirmedAt === null ? "confirm-theme" : "unconfirm-theme"} />
        <Button submit variant="plain" loading={fetcher.state !== "idle"}>
          {confirmedAt === null ? t("home.stepThemeConfirm") : t("home.stepThemeUndo")}
        </Button>
      </fetcher.Form>
    </>
  );
}
