import { BlockStack, Button, InlineStack, Text } from "@shopify/polaris";
import { useEffect, useState } from "react";

import { type Campaign } from "../../../campaigns/campaign.ts";
import { aboutAt, problemsOf, saidAt, type Plan } from "../../../campaigns/plan.ts";
import type { FlowShop } from "../../../insights/flow-shop.server.ts";
import { stringifyJson } from "../../../lib/json.ts";
import type { MissingPart } from "../../../shops/settings/settings.ts";
import { useFormat, useShop, useT } from "../../locale.tsx";
import { MissingParts } from "../../flows/panels/missing-parts.tsx";
import { useActor } from "../../flows/words/use-words.ts";
import { AdminPage } from "../../page/admin-page.tsx";
import { Alarm } from "../../page/alarm.tsx";
import { Confirm } from "../../page/bridge/confirm.tsx";
import { SaveBar } from "../../page/bridge/save-bar.tsx";
import { useToast } from "../../page/bridge/toast.ts";
import { usePost } from "../../page/posting/post.ts";
import { useTellOnce } from "../../tell-once.ts";
import type { CampaignAnswer } from "../campaign-answer.ts";
import { ForecastCard } from "./forecast-card.tsx";
import { PlanForm } from "./plan-form.tsx";
import { useForecast } from "./use-forecast.ts";

type Props = {
  campaign: Campaign;
  shop: FlowShop;
  missing: readonly MissingPart[];
  dailyLimit: number | null;
  /** When the page was read. */
  asOf: Date;
  /** Somebody else has sent or scheduled it since. */
  isOver: boolean;
  /** Says whether something is typed that is not saved: until it is, this page stays, whatever has become of the campaign. */
  onUnsaved: (unsaved: boolean) => void;
};

type Kept = { name: string; plan: Plan; revision: number };
const keptOf = ({ name, plan, revision }: Campaign): Kept => ({ name, plan, revision });

/** A campaign that is being planned. Nothing typed is lost: not to an answer, not to what somebody else saves, not to what the page reads anew. */
export function DraftPage({ campaign, shop, missing, dailyLimit, asOf, isOver, onUnsaved }: Props) {
  const t = useT();
  const format = useFormat();
  const { timeZone } = useShop();
  const toast = useToast();
  const actor = useActor();
  const [kept, setKept] = useState(() => keptOf(campaign));
  const [typed, setTyped] = useState(() => ({ name: campaign.name, plan: campaign.plan }));
  const [sent, setSent] = useState(typed);
  const [theirs, setTheirs] = useState<Campaign | null>(null);
  const [asking, ask] = useState<"send" | "delete" | null>(null);
  const [tried, setTried] = useState(false);
  const { name, plan } = typed;
  const changed = stringifyJson(typed) !== stringifyJson({ name: kept.name, plan: kept.plan });
  useEffect(() => onUnsaved(changed), [onUnsaved, changed]);
  const problems = problemsOf(plan, shop, timeZone, asOf);
  const ready = plan.emailId !== null && plan.audience !== null;
  const forecast = useForecast(campaign.campaignId, plan, ready);
  const post = usePost<() => Promise<CampaignAnswer>>({ again: () => save() });
  useTellOnce(post.answer, (answer) => {
    if (answer.ok) {
      setKept({ ...sent, revision: answer.revision });
      toast(
        t(
          answer.did === "scheduled"
            ? plan.timing.kind === "now"
              ? "campaigns.started"
              : "campaigns.planned"
            : "campaigns.saved",
        ),
      );
      return;
    }
    setTried(true);
    if (answer.reason === "changed") {
      if (answer.other.state === "draft") setTheirs(answer.other);
    } else toast(t(answer.reason === "past" ? "campaigns.past" : "campaigns.notReady"), { isError: true });
  });
  // What was typed has gone with it: the page of what was sent follows.
  const done = post.busy || (post.answer?.ok === true && post.answer.did === "scheduled");
  const fields = () => {
    setSent(typed);
    return { name, plan: stringifyJson(plan), seen: String(kept.revision) };
  };
  const duplicate = () => post.submit({ intent: "duplicate", ...fields(), name: t("campaigns.copyOf", { name }) });
  const save = () => post.submit({ intent: "save", ...fields() });
  const show = (next: Kept) => {
    setKept(next);
    setTyped({ name: next.name, plan: next.plan });
  };
  const said = saidAt(plan, timeZone);
  const atOnce = plan.timing.kind === "now";
  const askToSend = () => {
    setTried(true);
    if (Object.keys(problems).length > 0 || missing.length > 0) toast(t("campaigns.notReady"), { isError: true });
    else ask("send");
  };
  const gets = forecast.sum.next === null ? t("campaigns.forecastGets", { count: forecast.sum.gets }) : null;
  return (
    <AdminPage
      title={name === "" ? t("campaigns.untitled") : name}
      primaryAction={{ content: t(atOnce ? "campaigns.send" : "campaigns.schedule"), onAction: askToSend, loading: post.busy }}
      secondaryActions={[
        {
          content: t("campaigns.duplicate"),
          onAction: duplicate,
        },
        { content: t("campaigns.deleteDraft"), onAction: () => ask("delete") },
      ]}
    >
      <SaveBar open={changed} busy={post.busy} onSave={save} onDiscard={() => show(kept)} />
      <BlockStack gap="400">
        {isOver && !done && (
          <Alarm title={t("campaigns.sentMeanwhile")}>
            <BlockStack gap="200">
              <p>{t("campaigns.sentMeanwhileText")}</p>
              <InlineStack gap="200">
                <Button onClick={duplicate}>{t("campaigns.keepCopy")}</Button>
                <Button onClick={() => show(kept)}>{t("campaigns.seeIt")}</Button>
              </InlineStack>
            </BlockStack>
          </Alarm>
        )}
        {theirs !== null && (
          <Alarm title={t("campaigns.conflict")}>
            <BlockStack gap="200">
              <p>{t("campaigns.conflictText", { by: actor(theirs.updatedBy), date: format.dateTime(theirs.updatedAt) })}</p>
              <InlineStack gap="200">
                <Button
                  onClick={() => {
                    setKept(keptOf(theirs));
                    setTheirs(null);
                  }}
                >
                  {t("flow.keepMine")}
                </Button>
                <Button
                  onClick={() => {
                    show(keptOf(theirs));
                    setTheirs(null);
                  }}
                >
                  {t("flow.useTheirs")}
                </Button>
              </InlineStack>
            </BlockStack>
          </Alarm>
        )}
        <MissingParts missing={missing} />
        <PlanForm
          {...{ name, plan, shop }}
          problems={tried ? problems : {}}
          onName={(next) => setTyped((before) => ({ ...before, name: next }))}
          onPlan={(change) => setTyped((before) => ({ ...before, plan: { ...before.plan, ...change } }))}
        />
        <ForecastCard forecast={forecast} ready={ready} dailyLimit={dailyLimit} />
      </BlockStack>
      <Confirm
        open={asking === "send"}
        title={t(atOnce ? "campaigns.sendTitle" : "campaigns.scheduleTitle")}
        action={t(atOnce ? "campaigns.sendNow" : "campaigns.schedule")}
        onConfirm={() => post.submit({ intent: "schedule", ...fields() })}
        onClose={() => ask(null)}
      >
        {gets !== null && <Text as="p">{gets}</Text>}
        <Text as="p">
          {said === null
            ? t("campaigns.sendText")
            : plan.timing.kind === "local"
              ? t("campaigns.scheduleLocalText", { hour: format.hour(plan.timing.hour), date: format.date(said) })
              : t("campaigns.scheduleText", { date: format.dateTime(said) })}
        </Text>
        {aboutAt(plan, timeZone) !== null && (
          <Text as="p">{`${t("campaigns.about")}: ${format.dateTime(aboutAt(plan, timeZone) ?? asOf)}`}</Text>
        )}
      </Confirm>
      <Confirm
        destructive
        open={asking === "delete"}
        title={t("campaigns.deleteTitle")}
        action={t("campaigns.deleteDraft")}
        onConfirm={() => post.submit({ intent: "delete" })}
        onClose={() => ask(null)}
      >
        <p>{t("campaigns.deleteText")}</p>
      </Confirm>
    </AdminPage>
  );
}
