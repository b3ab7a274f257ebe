import { Badge, Banner, BlockStack, Card, InlineStack, Text } from "@shopify/polaris";
import { useRevalidator } from "@remix-run/react";
import { useState } from "react";

import { canDo, type Campaign, type CampaignStep } from "../../campaigns/campaign.ts";
import { OVERDUE_MS, saidAt, startOf } from "../../campaigns/plan.ts";
import type { Recipient } from "../../campaigns/recipients/list.server.ts";
import type { RecipientsQuery } from "../../campaigns/recipients/query.ts";
import { tallyOf, type OutcomeCount } from "../../campaigns/recipients/tally.ts";
import type { CampaignOutcomes } from "../../insights/campaigns/outcomes.server.ts";
import type { CampaignResult } from "../../insights/campaigns/results.server.ts";
import type { FlowShop } from "../../insights/flow-shop.server.ts";
import type { PlainKey } from "../../i18n/translate.ts";
import { stringifyJson } from "../../lib/json.ts";
import { plusMs } from "../../lib/time.ts";
import { useLive } from "../batches/progress.tsx";
import { useFormat, useShop, useT } from "../locale.tsx";
import { AdminPage } from "../page/admin-page.tsx";
import { Confirm } from "../page/bridge/confirm.tsx";
import type { PageAction } from "../page/bridge/title-bar.tsx";
import { useToast } from "../page/bridge/toast.ts";
import { usePost } from "../page/posting/post.ts";
import { ProgressBar } from "../reports/progress-bar.tsx";
import { useTellOnce } from "../tell-once.ts";
import type { CampaignAnswer } from "./campaign-answer.ts";
import { useTime } from "./campaign-list.tsx";
import { haltWords, stateNames, stateTones } from "./campaign-words.ts";
import { useAudienceName } from "./draft/plan-form.tsx";
import { RecipientList } from "./recipient-list.tsx";

type Props = {
  campaign: Campaign;
  shop: FlowShop;
  /** Null where they are being counted for the first time. */
  outcomes: CampaignOutcomes | null;
  recipients: readonly Recipient[];
  query: RecipientsQuery;
  next: bigint | null;
  asOf: Date;
};

const told: Record<Exclude<CampaignStep, "schedule">, PlainKey> = {
  unschedule: "campaigns.edited",
  pause: "campaigns.pausedNow",
  resume: "campaigns.resumed",
  cancel: "campaigns.canceled",
};

const NOTHING_KNOWN = { counts: [], result: null };

/** A campaign that is planned, under way or over: how far it is, what it led to, and what became of each recipient. */
export function SentPage({ campaign, shop, outcomes, recipients, query, next, asOf }: Props) {
  const t = useT();
  const toast = useToast();
  const time = useTime();
  const format = useFormat();
  const { campaignId, name, state, problem, revision, plan } = campaign;
  const { revalidate } = useRevalidator();
  const [asking, ask] = useState(false);
  useLive(state === "sending" || state === "scheduled" || outcomes === null);
  const { counts, result } = outcomes ?? NOTHING_KNOWN;
  const post = usePost<() => Promise<CampaignAnswer>>();
  useTellOnce(post.answer, (answer) => {
    if (!answer.ok) {
      toast(t("campaigns.changedMeanwhile"), { isError: true });
      revalidate();
    } else if (answer.did !== "saved" && answer.did !== "scheduled") toast(t(told[answer.did]));
  });
  const send = (step: CampaignStep) => post.submit({ intent: step, seen: String(revision) });
  const action = (step: "pause" | "resume" | "unschedule", content: string): PageAction[] =>
    canDo(step, campaign) ? [{ content, onAction: () => send(step), loading: post.busy }] : [];
  const [primary, ...others] = [
    ...action("resume", t("campaigns.resume")),
    ...action("pause", t("campaigns.pause")),
    ...action("unschedule", t("campaigns.edit")),
  ];
  const secondary: PageAction[] = [
    ...others,
    ...(canDo("cancel", campaign) ? [{ content: t("campaigns.cancel"), onAction: () => ask(true) }] : []),
    {
      content: t("campaigns.duplicate"),
      onAction: () =>
        post.submit({
          intent: "duplicate",
          name: t("campaigns.copyOf", { name }),
          plan: stringifyJson(plan),
          seen: String(revision),
        }),
    },
  ];
  return (
    <AdminPage title={name} {...(primary === undefined ? {} : { primaryAction: primary })} secondaryActions={secondary}>
      <BlockStack gap="400">
        {problem !== null && <Banner tone="warning" title={t(haltWords[problem])} />}
        {isOverdue(campaign, asOf) && <Banner tone="critical" title={t("campaigns.overdue")} />}
        <Card>
          <BlockStack gap="300">
            <InlineStack gap="200" blockAlign="center">
              <Badge tone={stateTones[state]}>{t(stateNames[state])}</Badge>
              <Text as="span" tone="subdued">
                {time(campaign)}
              </Text>
            </InlineStack>
            <Planned campaign={campaign} shop={shop} asOf={asOf} />
            {outcomes === null && (
              <Text as="p" tone="subdued">
                {t("campaigns.counting")}
              </Text>
            )}
            {counts.length > 0 && <Progress counts={counts} />}
            {outcomes?.asOf != null && (
              <Text as="p" tone="subdued" variant="bodySm">
                {t("campaigns.asOf", { at: format.dateTime(outcomes.asOf) })}
              </Text>
            )}
          </BlockStack>
        </Card>
        {result !== null && <Results result={result} />}
        {campaign.begunAt !== null && <RecipientList {...{ campaignId, counts, recipients, query, next }} />}
      </BlockStack>
      <Confirm
        destructive
        open={asking}
        title={t("campaigns.cancelTitle")}
        action={t("campaigns.cancel")}
        keep={t("campaigns.cancelKeep")}
        onConfirm={() => send("cancel")}
        onClose={() => ask(false)}
      >
        <p>{t("campaigns.cancelText")}</p>
      </Confirm>
    </AdminPage>
  );
}

function isOverdue({ state, startsAt, nextAt }: Campaign, asOf: Date): boolean {
  const dueAt = state === "scheduled" ? startsAt : state === "sending" ? nextAt : null;
  return dueAt !== null && dueAt < plusMs(asOf, -OVERDUE_MS);
}

function Planned({ campaign: { plan }, shop, asOf }: { campaign: Campaign; shop: FlowShop; asOf: Date }) {
  const t = useT();
  const format = useFormat();
  const { timeZone } = useShop();
  const audienceName = useAudienceName(shop);
  const email = shop.emails.find(({ emailId }) => emailId === plan.emailId);
  const said = saidAt(plan, timeZone) ?? startOf(plan, timeZone, asOf);
  const when =
    plan.timing.kind === "local" ? `${t("campaigns.local")}: ${format.date(said)}, ${format.hour(plan.timing.hour)}` : null;
  const facts = [
    [t("campaigns.email"), email?.name ?? t("campaigns.audienceGone")],
    [t("campaigns.recipients"), audienceName(plan.audience)],
    ...(when === null ? [] : [[t("campaigns.timing"), when] as const]),
    ...(plan.holdout === 0 ? [] : [[t("campaigns.holdout"), format.percent(plan.holdout / 100)] as const]),
  ] as const;
  return (
    <dl className="facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Progress({ counts }: { counts: readonly OutcomeCount[] }) {
  const t = useT();
  const format = useFormat();
  const { audience, waiting, sent, notSent, failed } = tallyOf(counts);
  const figures = [
    [t("campaigns.recipientsCount"), audience],
    [t("campaigns.waiting"), waiting],
    [t("campaigns.sent"), sent],
    [t("campaigns.notSent"), notSent],
    [t("campaigns.failed"), failed],
  ] as const;
  const words = t("campaigns.progressText", { done: format.number(audience - waiting), total: format.number(audience) });
  return (
    <BlockStack gap="200">
      <div role="status">
        <Text as="p" id="campaign-progress">
          {words}
        </Text>
      </div>
      <ProgressBar
        size="small"
        ariaLabelledBy="campaign-progress"
        progress={audience === 0 ? 0 : Math.floor((100 * (audience - waiting)) / audience)}
      />
      <Figures figures={figures.map(([label, value]) => [label, format.number(value)])} />
    </BlockStack>
  );
}

function Figures({ figures }: { figures: readonly (readonly [string, string])[] }) {
  return (
    <dl className="flow-figures">
      {figures.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Results({ result }: { result: CampaignResult }) {
  const t = useT();
  const format = useFormat();
  const ofProvider = (count: number) => (result.told ? format.number(count) : t("campaigns.untold"));
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("campaigns.result")}
        </Text>
        <Figures
          figures={[
            [t("campaigns.delivered"), ofProvider(result.delivered)],
            [t("campaigns.bounced"), ofProvider(result.bounced)],
            [t("campaigns.clicked"), format.number(result.clicked)],
            [t("campaigns.orders"), format.number(result.orders)],
            [t("campaigns.revenue"), format.money(result.revenueMinor)],
            [t("campaigns.unsubscribed"), format.number(result.unsubscribed)],
            [t("campaigns.complained"), ofProvider(result.complained)],
          ]}
        />
        <Text as="p" tone="subdued" variant="bodySm">
          {t("campaigns.resultHelp")}
        </Text>
      </BlockStack>
    </Card>
  );
}
