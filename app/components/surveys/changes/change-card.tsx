import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";

import { to } from "../../../pages.ts";
import type { Change, ChangeWords } from "../../../surveys/changes/change.ts";
import { languageIn, wordsIn } from "../../../surveys/content/survey.ts";
import { useFormat, useLocale, useT } from "../../locale.tsx";
import { Confirm } from "../../page/bridge/confirm.tsx";
import { usePost } from "../../page/posting/post.ts";
import { useTellOnce } from "../../tell-once.ts";
import { ChangeForm, fieldsOf } from "./change-form.tsx";
import { useTellOfChange, type ChangeAnswer } from "./told.ts";

type Shown = Omit<Change, "toldAt"> & { toldAt: string | null; answers: number; people: number; told: number; waiting: number };

/** A change, the answers that led to it, and who was told. */
export function ChangeCard({ change }: { change: Shown }) {
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  const tell = useTellOfChange();
  const post = usePost<ChangeAnswer>({ action: to("surveyChanges") });
  const [asking, setAsking] = useState<"tell" | "remove" | null>(null);
  const [words, setWords] = useState<ChangeWords | null>(null);
  const { changeId, title, text, madeOn, toldAt, answers, told, waiting } = change;
  const send = (intent: string, more: Record<string, string> = {}) =>
    post.submit({ intent, changeId: String(changeId), ...more });
  useTellOnce(post.answer, (answer) => {
    tell(answer);
    if (answer.outcome === "done") setWords(null);
  });
  const named = wordsIn(title, locale);
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            <span lang={languageIn(title, locale)}>{named}</span>
          </Text>
          <Text as="p" tone="subdued">
            {[
              format.date(new Date(`${madeOn}T12:00:00Z`)),
              t("surveyChanges.answers", { count: answers }),
              t("surveyChanges.toldCount", { count: told }),
            ].join(" · ")}
          </Text>
        </BlockStack>
        {words === null ? (
          <div className="note-text" lang={languageIn(text, locale)}>
            {wordsIn(text, locale)}
          </div>
        ) : (
          <ChangeForm words={words} onType={setWords} />
        )}
        <InlineStack gap="200">
          {words !== null ? (
            <>
              <Button variant="primary" loading={post.busy} onClick={() => send("rewrite", fieldsOf(words))}>
                {t("surveyChanges.save")}
              </Button>
              <Button onClick={() => setWords(null)}>{t("surveyChanges.cancel")}</Button>
            </>
          ) : (
            <>
              {waiting > 0 && (
                <Button variant="primary" disabled={post.busy} onClick={() => setAsking("tell")}>
                  {t("surveyChanges.tell", { count: waiting })}
                </Button>
              )}
              {toldAt === null && (
                <Button
                  accessibilityLabel={`${t("surveyChanges.rewrite")}: ${named}`}
                  onClick={() => setWords({ title, text, madeOn })}
                >
                  {t("surveyChanges.rewrite")}
                </Button>
              )}
              <Button accessibilityLabel={`${t("surveyChanges.remove")}: ${named}`} onClick={() => setAsking("remove")}>
                {t("surveyChanges.remove")}
              </Button>
            </>
          )}
        </InlineStack>
      </BlockStack>
      <Confirm
        open={asking === "tell"}
        title={t("surveyChanges.tellTitle")}
        action={t("surveyChanges.tell", { count: waiting })}
        onConfirm={() => send("tell")}
        onClose={() => setAsking(null)}
      >
        <p>{t("surveyChanges.tellText")}</p>
      </Confirm>
      <Confirm
        open={asking === "remove"}
        title={t("surveyChanges.removeTitle")}
        action={t("surveyChanges.remove")}
        destructive
        onConfirm={() => send("remove")}
        onClose={() => setAsking(null)}
      >
        <p>{t("surveyChanges.removeText")}</p>
      </Confirm>
    </Card>
  );
}
