import { BlockStack, Button, ChoiceList, DropZone, FormLayout, InlineError, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";

import type { FileProblem } from "../../imports/file/csv-text.ts";
import type { UploadIssues } from "../../imports/file/upload-form.ts";
import { useFormat, useT } from "../locale.tsx";
import { to } from "../../pages.ts";
import { usePost } from "../page/posting/post.ts";

export type UploadAnswer = { problem: FileProblem | null; issues: UploadIssues };

const KB = 1024;

/** Chooses a file and what to bring along of it; the answer is the report, on a page of its own. */
export function UploadForm() {
  const t = useT();
  const post = usePost<UploadAnswer>({ action: to("imports"), encType: "multipart/form-data", again: () => send() });
  const [file, setFile] = useState<File | null>(null);
  const [wanted, setWanted] = useState(["points", "tiers", "birthdays"]);
  const [mode, setMode] = useState("add");
  const { busy } = post;
  const { problem = null, issues = {} } = post.answer ?? {};
  const fileWords = useProblemWords();
  const fileError = issues.file === undefined ? fileWords(problem) : t("imports.fileMissing");
  const send = () => {
    const form = new FormData();
    if (file !== null) form.set("file", file);
    for (const name of wanted) form.append("wanted", name);
    form.set("mode", mode);
    post.submit(form);
  };
  return (
    <form
      noValidate
      aria-label={t("imports.upload")}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t("imports.upload")}
        </Text>
        <FormLayout>
          <FileField file={file} choose={setFile} error={busy ? null : fileError} />
          <ChoiceList
            allowMultiple
            title={t("imports.wanted")}
            choices={[
              { value: "points", label: t("imports.wantedPoints") },
              { value: "tiers", label: t("imports.wantedTiers") },
              { value: "birthdays", label: t("imports.wantedBirthdays") },
            ]}
            selected={wanted}
            onChange={setWanted}
            error={issues.wanted === undefined ? undefined : t("imports.wantedMissing")}
          />
          <ChoiceList
            title={t("imports.mode")}
            choices={[
              { value: "add", label: t("imports.modeAdd"), helpText: t("imports.modeAddHelp") },
              { value: "set", label: t("imports.modeSet"), helpText: t("imports.modeSetHelp") },
            ]}
            selected={[mode]}
            onChange={([value]) => setMode(value ?? "add")}
          />
        </FormLayout>
        <InlineStack>
          <Button submit variant="primary" loading={busy}>
            {t("imports.check")}
          </Button>
        </InlineStack>
      </BlockStack>
    </form>
  );
}

/** Chooses a CSV file. */
export function FileField({
  file,
  choose,
  error,
}: {
  file: File | null;
  choose: (file: File | null) => void;
  error: string | null;
}) {
  const t = useT();
  const format = useFormat();
  return (
    <BlockStack gap="150">
      {file === null ? (
        <DropZone
          id="import-file"
          label={t("imports.file")}
          accept=".csv,.txt,.tsv,text/csv,text/plain"
          type="file"
          allowMultiple={false}
          variableHeight
          onDrop={(files) => choose(files[0] ?? null)}
        >
          <DropZone.FileUpload actionTitle={t("imports.fileDrop")} actionHint={t("imports.fileHint")} />
        </DropZone>
      ) : (
        <BlockStack gap="100">
          <Text as="span">{t("imports.file")}</Text>
          <InlineStack gap="300" blockAlign="center">
            <Text as="span" fontWeight="medium" breakWord>
              {t("imports.fileChosen", { name: file.name, size: format.number(Math.max(1, Math.round(file.size / KB))) })}
            </Text>
            <Button variant="plain" onClick={() => choose(null)}>
              {t("imports.fileRemove")}
            </Button>
          </InlineStack>
        </BlockStack>
      )}
      {error !== null && <InlineError message={error} fieldID="import-file" />}
    </BlockStack>
  );
}

/** Why a file is refused as a whole. */
export function useProblemWords(): (problem: FileProblem | null) => string | null {
  const t = useT();
  return (problem) => {
    switch (problem?.code) {
      case undefined:
        return null;
      case "empty":
        return t("imports.problemEmpty");
      case "too-large":
        return t("imports.problemTooLarge");
      case "too-many-rows":
        return t("imports.problemTooManyRows");
      case "spreadsheet":
        return t("imports.problemSpreadsheet");
      case "not-text":
        return t("imports.problemNotText");
      case "unclosed-quote":
        return t("imports.problemQuote", { row: problem.row });
      case "no-email":
        return t("imports.problemNoEmail", { columns: problem.columns });
      case "nothing-to-import":
        return t("imports.problemNothing", { columns: problem.columns });
    }
  };
}
