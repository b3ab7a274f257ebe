import { Badge, BlockStack, Box, Button, Card, Collapsible, InlineStack, Text } from "@shopify/polaris";
import { useState, type ReactNode } from "react";

import type { PlainKey } from "../../../i18n/translate.ts";
import { guideOf, type GuideFacts, type GuideStep } from "../../../insights/onboarding/guide.ts";
import { useKeptFocus } from "../../page/place/kept-focus.ts";
import { useT } from "../../locale.tsx";
import { ProgressBar } from "../../reports/progress-bar.tsx";
import { stepBodies } from "./guide-steps.tsx";
import { useMark, type BlockLinks } from "./guide-mark.ts";

const titles: Record<GuideStep, PlainKey> = {
  earning: "onboarding.earning",
  rewards: "onboarding.rewards",
  theme: "onboarding.theme",
  emails: "onboarding.emails",
  history: "onboarding.history",
  live: "onboarding.live",
};

const reasons: Record<GuideStep, PlainKey> = {
  earning: "onboarding.earningWhy",
  rewards: "onboarding.rewardsWhy",
  theme: "onboarding.themeWhy",
  emails: "onboarding.emailsWhy",
  history: "onboarding.historyWhy",
  live: "onboarding.liveWhy",
};

/** What is left to set up, by what matters and read from what is really there, until the merchant puts it away. The next open step is unfolded. */
export function SetupGuide({ facts, links }: { facts: GuideFacts; links: BlockLinks }) {
  const { steps, done, next } = guideOf(facts);
  const [chosen, setChosen] = useState<GuideStep | null>();
  const open = chosen === undefined ? next : chosen;
  const area = useKeptFocus<HTMLDivElement>(open, (guide) =>
    guide.querySelector<HTMLElement>(open === null ? "button[aria-controls]" : `button[aria-controls="step-${open}"]`),
  );
  return (
    <div ref={area}>
      <Card padding="0">
        <Head done={done} total={steps.length} />
        {steps.map(({ step, done }) => {
          const Body = stepBodies[step];
          return (
            <StepRow
              key={step}
              step={step}
              done={done}
              open={step === open}
              toggle={() => setChosen(step === open ? null : step)}
            >
              <Body facts={facts} links={links} />
            </StepRow>
          );
        })}
      </Card>
    </div>
  );
}

function Head({ done, total }: { done: number; total: number }) {
  const t = useT();
  const { mark, busy } = useMark();
  const finished = done === total;
  return (
    <Box padding="400">
      <BlockStack gap="200">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {finished ? t("onboarding.allDone") : t("onboarding.title")}
          </Text>
          {/* Never disabled: a button that is loses the focus. */}
          <Button variant={finished ? "secondary" : "tertiary"} onClick={() => !busy && mark("guide", true)}>
            {t("onboarding.hide")}
          </Button>
        </InlineStack>
        {finished && <Text as="p">{t("onboarding.allDoneText")}</Text>}
        <InlineStack gap="300" blockAlign="center">
          <Text as="p" tone="subdued">
            {t("onboarding.progress", { done, total })}
          </Text>
          <Box width="120px">
            <div aria-hidden="true">
              <ProgressBar size="small" tone="success" progress={(100 * done) / total} />
            </div>
          </Box>
        </InlineStack>
      </BlockStack>
    </Box>
  );
}

type RowProps = { step: GuideStep; done: boolean; open: boolean; toggle: () => void; children: ReactNode };

function StepRow({ step, done, open, toggle, children }: RowProps) {
  const t = useT();
  const id = `step-${step}`;
  return (
    <div className="step">
      <h3>
        <button type="button" aria-expanded={open} aria-controls={id} onClick={toggle}>
          <Text as="span" fontWeight="semibold">
            {t(titles[step])}
          </Text>
          <Badge tone={done ? "success" : "attention"} progress={done ? "complete" : "incomplete"}>
            {done ? t("onboarding.done") : t("onboarding.open")}
          </Badge>
        </button>
      </h3>
      <Collapsible id={id} open={open} transition={false}>
        <Box paddingInline="400" paddingBlockEnd="400">
          <BlockStack gap="300">
            <Text as="p" tone="subdued">
              {t(reasons[step])}
            </Text>
            {/* What a closed step would load is not asked for. */}
            {open && children}
          </BlockStack>
        </Box>
      </Collapsible>
    </div>
  );
}

/** The button that stands for the guide while it is put away. */
export const SHOW = "show-guide";

/** Brings the guide back, at the end of the page. */
export function ShowGuide() {
  const t = useT();
  const { mark, busy } = useMark();
  return (
    <InlineStack align="center">
      <Button id={SHOW} variant="plain" onClick={() => !busy && mark("guide", false)}>
        {t("onboarding.show")}
      </Button>
    </InlineStack>
  );
}
