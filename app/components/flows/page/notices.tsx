import { Banner, BlockStack, Button, InlineStack } from "@shopify/polaris";

import { useFormat, useT } from "../../locale.tsx";
import { restsOnArrival } from "../../../flows/editing/days.ts";
import { isOfVisit } from "../../../flows/triggers/events.ts";
import { to } from "../../../pages.ts";
import type { OptionalScope } from "../../../shops/optional-scopes.ts";
import { Alarm } from "../../page/alarm.tsx";
import { MissingScope } from "../../page/missing-scope.tsx";
import { useEditor } from "../timeline/editor.ts";
import { useActor } from "../words/use-words.ts";
import type { FlowForm } from "./use-flow-form.ts";

/** Somebody else has saved the flow meanwhile: both versions are there, and the merchant decides. */
export function Conflict({ form }: { form: FlowForm }) {
  const t = useT();
  const format = useFormat();
  const actor = useActor();
  const { theirs } = form;
  if (theirs === null) return null;
  const date = theirs.at === null ? t("common.notKnown") : format.dateTime(theirs.at);
  return (
    <Alarm title={t("flow.conflict")}>
      <BlockStack gap="200">
        <p>{t("flow.conflictText", { by: actor(theirs.by), date })}</p>
        <InlineStack gap="200">
          <Button onClick={form.keepMine}>{t("flow.keepMine")}</Button>
          <Button onClick={form.useTheirs}>{t("flow.useTheirs")}</Button>
        </InlineStack>
      </BlockStack>
    </Alarm>
  );
}

/** How much is still wrong, and the way to the first of it. */
export function Problems() {
  const t = useT();
  const { problems, open } = useEditor();
  const [first] = problems;
  if (first === undefined) return null;
  const where = first.stepId ?? (SETTINGS.has(first.field) ? "settings" : "start");
  return (
    <Banner tone="warning" title={t("flow.problems", { count: problems.length })}>
      {first.field !== "steps" && <Button onClick={() => open(where)}>{t("flow.showProblem")}</Button>}
    </Banner>
  );
}

const SETTINGS = new Set(["everyDays", "holdout", "giveUp"]);

/** Whoever is inside goes on with the version that was just published; of many, one after the other. */
export function MovingOn({ left }: { left: number }) {
  const t = useT();
  return (
    <Banner tone="info" title={t("flow.movingTitle")}>
      <p role="status">{t("flow.moving", { count: left })}</p>
    </Banner>
  );
}

/** A live or paused flow has changes that nobody gets yet. */
export function Unpublished({ onDiscard, busy }: { onDiscard: () => void; busy: boolean }) {
  const t = useT();
  return (
    <Banner tone="info" title={t("flow.draftBanner")}>
      <BlockStack gap="200">
        <p>{t("flow.draftBannerText")}</p>
        <div>
          <Button onClick={onDiscard} loading={busy}>
            {t("flow.discardDraft")}
          </Button>
        </div>
      </BlockStack>
    </Banner>
  );
}

/** What the flow rests on is known less exactly than it could be. */
export function LessExact({ scopes }: { scopes: readonly OptionalScope[] }) {
  return restsOnArrival(useEditor().draft) && scopes.includes("read_fulfillments") ? (
    <MissingScope scope="read_fulfillments" />
  ) : null;
}

/** Nothing is heard of what the flow begins with. */
export function NoVisits() {
  const t = useT();
  const { draft } = useEditor();
  if (draft.trigger.kind !== "event" || !isOfVisit(draft.trigger.event)) return null;
  return (
    <Banner tone="warning" title={t("visits.offTitle")} action={{ content: t("visits.toSettings"), url: to("visits") }}>
      <p>{t("visits.offText")}</p>
    </Banner>
  );
}
