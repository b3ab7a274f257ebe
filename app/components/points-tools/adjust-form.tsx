import {
  Banner,
  BlockStack,
  Button,
  Card,
  Checkbox,
  ChoiceList,
  FormLayout,
  InlineStack,
  Select,
  TextField,
} from "@shopify/polaris";
import { useState } from "react";

import { REASON_LIMIT } from "../../points/adjusting/adjustment-form.ts";
import { LIST_LIMIT, type AdjustManyErrors, type PeopleIssue } from "../../points/adjusting/adjust-many-form.ts";
import { adjustmentWords } from "../words/adjustment-words.ts";
import { useT } from "../locale.tsx";
import { usePost } from "../page/posting/post.ts";
import { useSegmentName } from "../segment-badge.tsx";
import { PublicReasonField } from "./public-reason.tsx";
import { AdjustPreviewCard, type PreviewView } from "./adjust-preview.tsx";
import { to } from "../../pages.ts";

export type AdjustManyAnswer = { errors: AdjustManyErrors; preview: PreviewView | null; open: boolean };

type Props = {
  segments: readonly { key: string; name: string }[];
  list: readonly string[];
  /** Whom the list showed that this was opened from, as its address has it; null: nobody has narrowed it. */
  listed: string | null;
  /** Opened for all of a list that nobody has narrowed. */
  everyone: boolean;
  segment: string | null;
  /** The adjustment's name: sent twice, it is still one. */
  adjustmentKey: string;
};
type Intent = "preview" | "start";
type Fields = Record<"who" | "segment" | "listed" | "list" | "points" | "reason" | "publicReason" | "affectsTier", string>;

/** Adjusts the points of many: shows who is meant first, and starts only what has been shown. */
export function AdjustManyForm({ segments, list, listed, everyone, segment, adjustmentKey }: Props) {
  const t = useT();
  const nameOf = useSegmentName();
  const [fields, setFields] = useState<Fields>(() => ({
    who: list.length > 0 ? "list" : listed !== null ? "listed" : everyone ? "everyone" : "segment",
    segment: segment ?? "",
    listed: listed ?? "",
    list: list.join("\n"),
    ...{ points: "", reason: "", publicReason: "", affectsTier: "false" },
  }));
  // The page's own for as long as it is open, whatever is loaded meanwhile.
  const [key] = useState(adjustmentKey);
  // What is shown belongs to what was sent: whoever changes a field sees who is meant anew.
  const [sent, setSent] = useState<{ fields: Fields; intent: Intent } | null>(null);
  const post = usePost<AdjustManyAnswer>({
    action: to("adjust"),
    // Who changes a field after a start that failed is shown first what it would do now.
    again: () => send(sent?.fields === fields ? sent.intent : "preview"),
  });
  const answer = sent?.fields === fields ? post.answer : undefined;
  const { busy } = post;
  const set = (name: keyof Fields) => (value: string) => setFields({ ...fields, [name]: value });
  const send = (intent: Intent) => {
    setSent({ fields, intent });
    post.submit({ ...fields, intent, key });
  };
  const errors = answer?.errors ?? {};
  const words = adjustmentWords(t);
  return (
    <BlockStack gap="400">
      <Card>
        <form
          noValidate
          aria-label={t("pointsTools.adjustTitle")}
          onSubmit={(event) => {
            event.preventDefault();
            send("preview");
          }}
        >
          <BlockStack gap="400">
            <FormLayout>
              <ChoiceList
                title={t("pointsTools.who")}
                choices={[
                  { value: "segment", label: t("pointsTools.whoSegment") },
                  { value: "list", label: t("pointsTools.whoList") },
                  ...(listed === null ? [] : [{ value: "listed", label: t("pointsTools.whoListed") }]),
                  { value: "everyone", label: t("pointsTools.whoEveryone") },
                ]}
                selected={[fields.who]}
                onChange={([value]) => set("who")(value ?? "segment")}
              />
              {fields.who === "segment" && (
                <Select
                  label={t("pointsTools.segment")}
                  options={[
                    { label: t("common.choose"), value: "" },
                    ...segments.map((one) => ({ label: nameOf(one), value: one.key })),
                  ]}
                  value={fields.segment}
                  onChange={set("segment")}
                  error={errors.people === undefined ? undefined : t("pointsTools.issueSegment")}
                />
              )}
              {fields.who === "list" && (
                <TextField
                  label={t("pointsTools.list")}
                  value={fields.list}
                  onChange={set("list")}
                  multiline={4}
                  maxHeight={240}
                  autoComplete="off"
                  helpText={t("pointsTools.listHelp", { limit: LIST_LIMIT })}
                  error={listIssue(t, errors.people)}
                />
              )}
              <TextField
                label={t("pointsTools.points")}
                value={fields.points}
                onChange={set("points")}
                autoComplete="off"
                maxLength={24}
                requiredIndicator
                helpText={t("pointsTools.pointsHelp")}
                error={words(errors.points)}
              />
              <TextField
                label={t("pointsTools.reason")}
                value={fields.reason}
                onChange={set("reason")}
                autoComplete="off"
                maxLength={REASON_LIMIT}
                showCharacterCount
                requiredIndicator
                helpText={t("pointsTools.reasonHelp")}
                error={words(errors.reason)}
              />
              <PublicReasonField value={fields.publicReason} onChange={set("publicReason")} error={words(errors.publicReason)} />
              <Checkbox
                label={t("pointsTools.affectsTier")}
                helpText={t("pointsTools.affectsTierHelp")}
                checked={fields.affectsTier === "true"}
                onChange={(checked) => set("affectsTier")(String(checked))}
              />
            </FormLayout>
            <InlineStack>
              <Button submit variant={answer?.preview ? "secondary" : "primary"} loading={busy}>
                {t("pointsTools.preview")}
              </Button>
            </InlineStack>
          </BlockStack>
        </form>
      </Card>
      {answer?.open === true && (
        <Banner tone="warning">
          <p>{t("pointsTools.alreadyOpen")}</p>
        </Banner>
      )}
      {answer?.preview && <AdjustPreviewCard preview={answer.preview} busy={busy} start={() => send("start")} />}
    </BlockStack>
  );
}

function listIssue(t: ReturnType<typeof useT>, issue: PeopleIssue | undefined): string | undefined {
  switch (issue) {
    case undefined:
      return undefined;
    case "too-many":
      return t("pointsTools.issueListLong", { limit: LIST_LIMIT });
    case "required":
      return t("pointsTools.issueList");
  }
}
