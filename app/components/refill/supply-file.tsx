import { Banner, BlockStack, Button, Card, InlineStack, List, Text } from "@shopify/polaris";
import { useState } from "react";

import type { FileProblem } from "../../imports/file/csv-text.ts";
import type { LineProblem } from "../../refill/supply/typed.ts";
import type { Translate } from "../../i18n/translate.ts";
import { FileField, useProblemWords } from "../imports/upload-form.tsx";
import { useT } from "../locale.tsx";
import { useToast } from "../page/bridge/toast.ts";
import { usePost } from "../page/posting/post.ts";
import { useTellOnce } from "../tell-once.ts";

export type FileAnswer = {
  kind: "file";
  saved: number | null;
  missing: boolean;
  problem: FileProblem | null;
  lines: LineProblem[];
};

function lineWords({ row, code }: LineProblem, t: Translate): string {
  switch (code) {
    case "header":
      return t("refill.lineHeader");
    case "product":
      return t("refill.lineProduct", { row });
    case "variant":
      return t("refill.lineVariant", { row });
    case "days":
      return t("refill.lineDays", { row });
    case "twice":
      return t("refill.lineTwice", { row });
  }
}

/** How many lines are named one by one. */
const SHOWN = 10;

/** Many at once, by a file: nothing of it is kept before all of it is right. */
export function SupplyFile({ action }: { action: string }) {
  const t = useT();
  const toast = useToast();
  const problemWords = useProblemWords();
  const [file, setFile] = useState<File | null>(null);
  const post = usePost<FileAnswer>({ action, encType: "multipart/form-data", again: () => send() });
  const send = () => {
    const form = new FormData();
    if (file !== null) form.set("file", file);
    post.submit(form);
  };
  useTellOnce(post.answer, ({ saved }) => {
    if (saved === null) return;
    setFile(null);
    toast(saved === 0 ? t("refill.savedNone") : t("refill.saved", { count: saved }));
  });
  const { missing = false, problem = null, lines = [] } = post.busy ? {} : (post.answer ?? {});
  return (
    <Card>
      <form
        noValidate
        aria-label={t("refill.importTitle")}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {t("refill.importTitle")}
          </Text>
          <Text as="p" tone="subdued">
            {t("refill.importText")}
          </Text>
          {lines.length > 0 && (
            <Banner tone="critical" title={t("refill.lines", { count: lines.length })}>
              <List>
                {lines.slice(0, SHOWN).map((line) => (
                  <List.Item key={`${line.row} ${line.code}`}>{lineWords(line, t)}</List.Item>
                ))}
                {lines.length > SHOWN && <List.Item>{t("refill.linesMore", { count: lines.length - SHOWN })}</List.Item>}
              </List>
            </Banner>
          )}
          <FileField file={file} choose={setFile} error={missing ? t("refill.fileMissing") : problemWords(problem)} />
          <InlineStack>
            <Button submit loading={post.busy}>
              {t("refill.importButton")}
            </Button>
          </InlineStack>
        </BlockStack>
      </form>
    </Card>
  );
}
