import { Banner, BlockStack, Button, ButtonGroup, Card, InlineStack, Layout, Text, TextField } from "@shopify/polaris";
import { useNavigate } from "@remix-run/react";
import { useEffect, useId, useState } from "react";

import { describe } from "../../segments/language/describe.ts";
import type { Problem } from "../../segments/language/problems.ts";
import { format as written } from "../../segments/language/format.ts";
import { LONGEST_NAME } from "../../segments/editing/draft.ts";
import { to } from "../../pages.ts";
import { useT } from "../locale.tsx";
import { AdminPage } from "../page/admin-page.tsx";
import { SaveBar } from "../page/bridge/save-bar.tsx";
import { useToast } from "../page/bridge/toast.ts";
import { usePost } from "../page/posting/post.ts";
import { useTellOnce } from "../tell-once.ts";
import { GroupBox } from "./builder/group-box.tsx";
import type { EditorAnswer, SavedSegment } from "./editor-answer.ts";
import { NAME_ISSUES } from "./name-issues.ts";
import { ShopifyCard } from "./shopify-card.tsx";
import { SizeCard } from "./size-card.tsx";
import { TextView } from "./text/text-view.tsx";
import { useQuery, type QueryDraft } from "./use-query.ts";
import { useSize } from "./use-size.ts";

type Props = {
  /** Null for a segment that is still to be made. */
  segment: SavedSegment | null;
  /** What a new one begins with. */
  begin?: { name: string; query: string };
};

/** A segment's name and query, and whom it would hold. Nothing typed is lost: not to an answer, not to what somebody else saves. */
export function SegmentEditorPage({ segment, begin = { name: "", query: "" } }: Props) {
  const t = useT();
  const toast = useToast();
  const navigate = useNavigate();
  const [kept, setKept] = useState(segment ?? { ...begin, revision: 0 });
  const [name, setName] = useState(kept.name);
  const query = useQuery(kept.query);
  const [tried, setTried] = useState<string | null>(null);
  const [theirs, setTheirs] = useState<SavedSegment | null>(null);
  const [done, setDone] = useState<number | null>(null);
  const post = usePost<() => Promise<EditorAnswer>>({ again: () => save("save") });
  const { answer } = post;
  useTellOnce(answer, (told) => {
    if (told.ok) {
      setDone(told.segmentId);
      toast(segment === null ? t("segmentEditor.created") : t("segmentEditor.saved"));
    } else if (told.reason === "changed") setTheirs(told.other);
    else if (told.reason === "too-many") toast(t("segmentEditor.tooMany"), { isError: true });
    else if (told.reason === "invalid") {
      toast(t("segmentEditor.failed"), { isError: true });
      if (told.errors.name !== undefined) document.getElementById(NAME_FIELD)?.focus();
    }
  });
  // Once nothing counts as unsaved any more: else the page would ask before it is left.
  useEffect(() => {
    if (done !== null) navigate(to("segment", { segmentId: done }));
  }, [done, navigate]);
  const state = JSON.stringify([name, query.text]);
  const size = useSize(query.query === null ? null : written(query.query));
  const changed = done === null && (name !== kept.name || query.text !== kept.query);
  const save = (intent: "save" | "save-as-new") => {
    setTried(state);
    post.submit({ intent, name, query: query.text, seen: String(kept.revision) });
  };
  // What was wrong is said until it is typed anew.
  const errors = answer?.ok === false && answer.reason === "invalid" && tried === state ? answer.errors : {};
  const gone = answer?.ok === false && answer.reason === "gone";
  const discard = () => {
    setName(kept.name);
    query.set(kept.query);
  };
  return (
    <AdminPage {...(segment === null ? {} : { title: segment.name })}>
      <SaveBar open={changed} busy={post.busy} onSave={() => save("save")} onDiscard={discard} />
      {gone && (
        <Banner tone="warning" title={t("segmentEditor.goneTitle")}>
          <BlockStack gap="200" inlineAlign="start">
            <p>{t("segmentEditor.goneText")}</p>
            <Button onClick={() => save("save-as-new")}>{t("segmentEditor.saveAsNew")}</Button>
          </BlockStack>
        </Banner>
      )}
      {theirs !== null && (
        <Conflict
          theirs={theirs}
          take={() => {
            setKept(theirs);
            setName(theirs.name);
            query.set(theirs.query);
            setTheirs(null);
          }}
          keep={() => {
            setKept(theirs);
            setTheirs(null);
          }}
        />
      )}
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            <Card>
              <TextField
                id={NAME_FIELD}
                label={t("segmentEditor.name")}
                autoComplete="off"
                maxLength={LONGEST_NAME}
                value={name}
                onChange={setName}
                error={errors.name === undefined ? undefined : t(NAME_ISSUES[errors.name])}
              />
            </Card>
            <QueryCard query={query} refused={errors.query ?? []} />
            <InlineStack align="end">
              <Button variant="primary" loading={post.busy} onClick={() => save("save")}>
                {t("segmentEditor.save")}
              </Button>
            </InlineStack>
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <div className="beside">
            <BlockStack gap="400">
              <SizeCard size={size} broken={query.query === null && (query.text.trim() !== "" || query.lines.size > 0)} />
              {query.query !== null && <ShopifyCard name={name} query={query.query} />}
            </BlockStack>
          </div>
        </Layout.Section>
      </Layout>
    </AdminPage>
  );
}

const NAME_FIELD = "segment-name";

/** @param refused what a save has found wrong with it */
function QueryCard({ query, refused }: { query: QueryDraft; refused: readonly Problem[] }) {
  const t = useT();
  const titleId = useId();
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200" wrap>
          <Text as="h2" variant="headingMd" id={titleId}>
            {t("segmentEditor.who")}
          </Text>
          <InlineStack gap="200" wrap>
            {query.view === "builder" && (
              <Button disabled={!query.canUndo} onClick={query.undo}>
                {t("segmentEditor.undo")}
              </Button>
            )}
            <div role="group" aria-label={t("segmentEditor.views")}>
              <ButtonGroup variant="segmented">
                <Button pressed={query.view === "builder"} onClick={() => query.show("builder")}>
                  {t("segmentEditor.builder")}
                </Button>
                <Button pressed={query.view === "text"} onClick={() => query.show("text")}>
                  {t("segmentEditor.text")}
                </Button>
              </ButtonGroup>
            </div>
          </InlineStack>
        </InlineStack>
        <div role="status">
          {query.stuck && <Banner tone="warning">{t("segmentEditor.stuck")}</Banner>}
          {query.dropped.length > 0 && <Banner>{t("segmentEditor.dropped", { parts: query.dropped.join(" … ") })}</Banner>}
          {query.problems.length === 0 && query.lines.size === 0 && refused.length > 0 && (
            <Banner tone="critical">
              {refused.map((problem) => (
                <p key={`${problem.at}-${problem.code}`}>{describe(problem, t)}</p>
              ))}
            </Banner>
          )}
        </div>
        <div role="group" aria-labelledby={titleId}>
          {query.view === "builder" ? (
            <GroupBox group={query.model} lines={query.lines} edit={query.edit} />
          ) : (
            <TextView text={query.text} problems={query.problems} onChange={query.type} />
          )}
        </div>
      </BlockStack>
    </Card>
  );
}

function Conflict({ theirs, take, keep }: { theirs: SavedSegment; take: () => void; keep: () => void }) {
  const t = useT();
  return (
    <Banner tone="warning" title={t("segmentEditor.otherTitle")}>
      <BlockStack gap="200">
        <p>{t("segmentEditor.otherText", { name: theirs.name })}</p>
        <pre className="query" tabIndex={0}>
          {theirs.query}
        </pre>
        <InlineStack gap="200">
          <Button onClick={take}>{t("segmentEditor.takeTheirs")}</Button>
          <Button onClick={keep}>{t("segmentEditor.keepMine")}</Button>
        </InlineStack>
      </BlockStack>
    </Banner>
  );
}
