import { Banner, BlockStack, Button, Card, InlineStack, Text, TextField } from "@shopify/polaris";
import { useState } from "react";

import type { PlainKey } from "../../i18n/translate.ts";
import type { TagRefusal, TagState } from "../../segments/tags/settings.server.ts";
import { useFormat, useT } from "../locale.tsx";
import { useToast } from "../page/bridge/toast.ts";
import { usePost } from "../page/posting/post.ts";
import { useTellOnce } from "../tell-once.ts";

export type TagAnswer = { about: "tag"; ok: true } | { about: "tag"; ok: false; reason: TagRefusal | "no-tag" };

const refusals: Record<TagRefusal | "no-tag", PlainKey> = {
  "no-tag": "segmentPage.tagNone",
  "too-many": "segmentPage.tagTooMany",
  "too-large": "segmentPage.tagTooLarge",
  circle: "segmentPage.tagCircle",
  gone: "segmentPage.tagGone",
};

/** A tag that customers have in Shopify while they are in the segment. */
export function TagCard({ state }: { state: TagState }) {
  const t = useT();
  const format = useFormat();
  const toast = useToast();
  const [typed, setTyped] = useState(state?.tag ?? "");
  const post = usePost<TagAnswer>();
  useTellOnce(post.answer, (answer) => {
    if (answer.ok) toast(t("segmentPage.tagSaved"));
  });
  const error = post.answer?.ok === false ? t(refusals[post.answer.reason]) : undefined;
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("segmentPage.tag")}
          </Text>
          <Text as="p" tone="subdued">
            {t("segmentPage.tagHelp")}
          </Text>
        </BlockStack>
        {state?.rests === true && (
          <Banner tone="warning">
            <p>{t("segmentPage.tagRests")}</p>
          </Banner>
        )}
        <TextField
          label={t("segmentPage.tagField")}
          value={typed}
          onChange={setTyped}
          maxLength={40}
          autoComplete="off"
          error={error}
        />
        {state !== null && (
          <Text as="p" tone="subdued">
            {state.waiting === 0
              ? t("segmentPage.tagDone")
              : t("segmentPage.tagWaiting", { number: format.number(state.waiting) })}
          </Text>
        )}
        <InlineStack gap="200">
          <Button
            onClick={() => post.submit({ intent: "tag", tag: typed })}
            loading={post.busy}
            disabled={state !== null && typed.trim() === state.tag}
          >
            {state === null ? t("segmentPage.tagStart") : t("segmentPage.tagChange")}
          </Button>
          {state !== null && (
            <Button
              onClick={() => {
                setTyped("");
                post.submit({ intent: "untag" });
              }}
              disabled={post.busy}
            >
              {t("segmentPage.tagStop")}
            </Button>
          )}
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
