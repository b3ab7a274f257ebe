import { BlockStack, Text } from "@shopify/polaris";
import { useState } from "react";

import type { FlowRow, FlowVersion } from "../../../flows/flows.server.ts";
import type { Draft } from "../../../flows/editing/draft.ts";
import { eachStep } from "../../../flows/editing/tree.ts";
import type { LiveStep } from "../../../insights/flow-figures.server.ts";
import type { FlowShop } from "../../../insights/flow-shop.server.ts";
import type { FlowResult } from "../../../insights/lift/results.server.ts";
import type { OptionalScope } from "../../../shops/optional-scopes.ts";
import type { MissingPart } from "../../../shops/settings/settings.ts";
import { useLive } from "../../batches/progress.tsx";
import { useT } from "../../locale.tsx";
import { AdminPage } from "../../page/admin-page.tsx";
import { Confirm } from "../../page/bridge/confirm.tsx";
import { SaveBar } from "../../page/bridge/save-bar.tsx";
import type { PageAction } from "../../page/bridge/title-bar.tsx";
import { useToast } from "../../page/bridge/toast.ts";
import { ForecastCard } from "../forecast/forecast-card.tsx";
import { useForecast } from "../forecast/use-forecast.ts";
import { EditorProvider } from "../timeline/editor.ts";
import { Timeline } from "../timeline/timeline.tsx";
import { useEditorState } from "../timeline/use-editor.ts";
import { flowTitle } from "../words/flow-words.ts";
import { Figures } from "./figures.tsx";
import { Conflict, LessExact, MovingOn, NoVisits, Problems, Unpublished } from "./notices.tsx";
import { LiftCard } from "./lift-card.tsx";
import { PublishPanel } from "../panels/publish-panel.tsx";
import { SettingsCard } from "./settings-card.tsx";
import { SwitchOnPanel } from "../panels/switch-on-panel.tsx";
import { useFlowForm, type Kept } from "./use-flow-form.ts";
import { useFlowPost } from "./use-flow-post.ts";
import { VersionsPanel } from "../panels/versions-panel.tsx";

type Props = {
  row: FlowRow;
  /** How many are still being moved to the version in force; null: nobody is. */
  moving: number | null;
  kept: Kept;
  /** As it is in force; null: never published. */
  published: Draft | null;
  version: number | null;
  versions: readonly FlowVersion[];
  shop: FlowShop;
  missing: readonly MissingPart[];
  /** What the shop has not granted. */
  lacks: readonly OptionalScope[];
  /** Whether the shop hears of visits. */
  hears: boolean;
  /** What has become of each step lately. */
  live: readonly LiveStep[];
  /** What it has led to; null: it is being worked out, or was never published. */
  result: FlowResult | null;
};

type Asking = "publish" | "on" | "versions" | "pause" | "archive" | "discard" | null;

/** A flow: what it does as a timeline, and all that can be done with it. */
export function FlowPage({ row, moving, kept, published, version, versions, shop, missing, lacks, hears, live, result }: Props) {
  const t = useT();
  const toast = useToast();
  const [asking, ask] = useState<Asking>(null);
  useLive(moving !== null);
  const form = useFlowForm(kept);
  const { state } = row;
  const locked = state === "archived";
  const post = useFlowPost(form, { state, onDone: () => ask(null) });
  const { editor, said } = useEditorState({
    ...{ flowId: row.flowId, draft: form.draft, onDraft: form.onDraft, shop, live, locked },
  });
  const ahead = useForecast(row.flowId, "ahead");
  const before = useForecast(row.flowId, "before");
  const title = flowTitle({ name: form.name, preset: row.preset }, t);
  const isSending = [...eachStep(form.draft.steps)].some(({ kind }) => kind === "email");
  const goalText = editor.words.part("goal", published ?? form.draft);
  const pending = form.changed || row.hasDraft;
  /** Asks only where nothing is wrong any more; else leads to what is. */
  const whenReady = (next: Asking) => () => {
    const [first] = editor.problems;
    if (first === undefined) {
      ask(next);
      return;
    }
    toast(t("flow.notReady"), { isError: true });
    if (first.stepId !== null) editor.open(first.stepId);
  };
  /** Before it is switched on, what it would do is worked out; one question alone, which the panel may change. */
  const previewOn = () => {
    const asked = { draft: form.draft, catchUp: { mode: "nobody" as const } };
    if (editor.problems.length === 0 && (ahead.kept === null || ahead.isStale(asked))) ahead.ask(asked);
    whenReady("on")();
  };
  const primary: PageAction | undefined = locked
    ? undefined
    : state === "draft"
      ? { content: t("flow.switchOn"), onAction: previewOn }
      : pending
        ? { content: t("flow.publish"), onAction: whenReady("publish") }
        : state === "live"
          ? { content: t("flow.pause"), onAction: () => ask("pause"), loading: post.busy }
          : { content: t("flow.resume"), onAction: () => ask("on") };
  const secondary: PageAction[] = [
    ...(pending && state === "live" ? [{ content: t("flow.pause"), onAction: () => ask("pause") }] : []),
    ...(pending && state === "paused" ? [{ content: t("flow.resume"), onAction: previewOn }] : []),
    { content: t("flow.versions"), onAction: () => ask("versions") },
    {
      content: t("flow.duplicate"),
      onAction: () => post.send({ intent: "duplicate", ...form.fields(), name: t("flow.copyOf", { name: title }) }),
    },
    ...(locked ? [] : [{ content: t("flow.archive"), onAction: () => ask("archive") }]),
  ];
  return (
    <AdminPage title={title} {...(primary === undefined ? {} : { primaryAction: primary })} secondaryActions={secondary}>
      <SaveBar open={form.changed} busy={post.busy} onSave={post.save} onDiscard={form.discard} />
      <EditorProvider value={editor}>
        <BlockStack gap="400">
          <Conflict form={form} />
          {asking === "publish" && published !== null && (
            <PublishPanel
              flowId={row.flowId}
              published={published}
              inside={row.active}
              busy={post.busy}
              onPublish={post.publish}
              onClose={() => ask(null)}
            />
          )}
          {asking === "on" && (
            <SwitchOnPanel
              again={state === "paused"}
              missing={isSending ? missing : []}
              busy={post.busy}
              ahead={ahead}
              before={before}
              onSwitch={(catchUp) => post.switchOn(catchUp, pending)}
              onClose={() => ask(null)}
            />
          )}
          {asking === "versions" && (
            <VersionsPanel
              versions={versions}
              current={version}
              onClose={() => ask(null)}
              onRestore={(number, draft) => {
                form.onDraft(draft);
                toast(t("flow.restored", { version: number }));
                ask(null);
              }}
            />
          )}
          <Figures row={row} live={live} />
          {moving !== null && <MovingOn left={moving} />}
          {locked && (
            <Text as="p" tone="subdued">
              {t("flow.archivedText")}
            </Text>
          )}
          {row.hasDraft && state !== "draft" && !locked && <Unpublished busy={post.busy} onDiscard={() => ask("discard")} />}
          {!locked && <Problems />}
          {!locked && <LessExact scopes={lacks} />}
          {!locked && !hears && <NoVisits />}
          <SettingsCard name={form.name ?? ""} title={title} onName={form.onName} />
          <Timeline editor={editor} said={said} />
          {version !== null && <LiftCard flowId={row.flowId} goal={goalText} result={result} />}
          {!locked && <ForecastCard flowId={row.flowId} ahead={ahead} before={before} />}
        </BlockStack>
      </EditorProvider>
      <Confirm
        open={asking === "pause"}
        title={t("flow.pauseTitle")}
        action={t("flow.pause")}
        onConfirm={() => post.send({ intent: "pause" })}
        onClose={() => ask(null)}
      >
        <p>{row.active > 0 ? t("flow.pauseInside", { count: row.active }) : t("flow.pauseText")}</p>
        <p>{t("flow.pauseAfter")}</p>
      </Confirm>
      <Confirm
        destructive
        open={asking === "archive"}
        title={t("flow.archiveTitle")}
        action={t("flow.archive")}
        onConfirm={() => post.send({ intent: "archive" })}
        onClose={() => ask(null)}
      >
        {row.active > 0 && <p>{t("flow.archiveText", { count: row.active })}</p>}
        <p>{t("flow.archiveFinal")}</p>
      </Confirm>
      <Confirm
        destructive
        open={asking === "discard"}
        title={t("flow.discardTitle")}
        action={t("flow.discardDraft")}
        onConfirm={() => post.discard()}
        onClose={() => ask(null)}
      >
        <p>{t("flow.discardText")}</p>
      </Confirm>
    </AdminPage>
  );
}
