import { BlockStack, Button, Checkbox, FormLayout, InlineStack, List, Select, Text } from "@shopify/polaris";
import { useState } from "react";

import type { AffiliateFile } from "../../actions/affiliates/import-affiliates.server.ts";
import { systems } from "../../affiliates/exchange/columns.ts";
import { to } from "../../pages.ts";
import { FileField, useProblemWords } from "../imports/upload-form.tsx";
import { useFormat, useT } from "../locale.tsx";
import { useToast } from "../page/bridge/toast.ts";
import { usePost } from "../page/posting/post.ts";
import { useTellOnce } from "../tell-once.ts";
import { rowWords, systemNames } from "./import-words.ts";

type Answer = AffiliateFile | { outcome: "missing" };
type Props = { plans: readonly { planId: bigint; name: string }[] };

/** Chooses a file and what is to become of who is in it. What it would do is told before anything is done. */
export function ImportForm({ plans }: Props) {
  const t = useT();
  const toast = useToast();
  const [file, setFile] = useState<File | null>(null);
  const [system, setSystem] = useState("");
  const [plan, setPlan] = useState(plans[0]?.planId.toString() ?? "");
  const [tell, setTell] = useState(false);
  const [checked, setChecked] = useState("");
  const post = usePost<Answer>({ action: to("affiliateImport"), encType: "multipart/form-data" });
  const { answer, busy } = post;
  const error = useErrorOf(answer);
  // What was told is of this file and these choices, and of no others.
  const chosen = JSON.stringify([file?.name, file?.size, file?.lastModified, system, plan]);
  const send = (intent: "check" | "take") => {
    const form = new FormData();
    form.set("intent", intent);
    if (file !== null) form.set("file", file);
    form.set("system", system);
    form.set("plan", plan);
    if (tell) form.set("tell", "yes");
    setChecked(chosen);
    post.submit(form);
  };
  useTellOnce(answer, (told) => {
    if (told.outcome !== "taken") return;
    toast(t(told.system === "referralcandy" ? "affiliateImport.doneCodes" : "affiliateImport.done", { count: told.count }));
    setFile(null);
  });
  return (
    <BlockStack gap="400">
      <FormLayout>
        <FileField file={file} choose={setFile} error={busy || checked !== chosen ? null : error} />
        <Select
          label={t("affiliateImport.program")}
          options={[
            { value: "", label: t("affiliateImport.recognize") },
            ...systems.map((one) => ({ value: one, label: systemNames[one] })),
          ]}
          value={system}
          onChange={setSystem}
        />
        <Select
          label={t("affiliateImport.plan")}
          helpText={t("affiliateImport.planHelp")}
          options={[
            { value: "", label: t("affiliateImport.planNone") },
            ...plans.map(({ planId, name }) => ({ value: planId.toString(), label: name })),
          ]}
          value={plan}
          onChange={setPlan}
        />
        <Checkbox label={t("affiliateImport.tell")} helpText={t("affiliateImport.tellHelp")} checked={tell} onChange={setTell} />
      </FormLayout>
      <Text as="p" tone="subdued">
        {t("affiliateImport.about")}
      </Text>
      <InlineStack gap="200">
        <Button loading={busy} onClick={() => send("check")}>
          {t("affiliateImport.check")}
        </Button>
      </InlineStack>
      {answer?.outcome === "checked" && file !== null && checked === chosen && (
        <Report report={answer} busy={busy} onTake={() => send("take")} />
      )}
    </BlockStack>
  );
}

function useErrorOf(answer: Answer | undefined): string | null {
  const t = useT();
  const words = useProblemWords();
  switch (answer?.outcome) {
    case "refused":
      return words(answer.problem);
    case "no-columns":
      return t("affiliateImport.noColumns", { columns: answer.columns });
    case "which":
      return t("affiliateImport.which", { columns: answer.columns });
    case "too-many":
      return t("affiliateImport.tooMany", { count: answer.most });
    case "no-plan":
      return t("affiliateImport.planGone");
    case "missing":
      return t("affiliateImport.fileMissing");
    case "checked":
    case "taken":
    case undefined:
      return null;
  }
}

type ReportProps = { report: Extract<AffiliateFile, { outcome: "checked" }>; busy: boolean; onTake: () => void };

/** What a file has, before anything is taken over. */
function Report({ report, busy, onTake }: ReportProps) {
  const { system, fresh, affiliates, known, owedMinor, otherwise, problems, more } = report;
  const t = useT();
  const format = useFormat();
  const isCodes = system === "referralcandy";
  const lines = [
    t(isCodes ? "affiliateImport.foundCodes" : "affiliateImport.found", { count: fresh }),
    ...(affiliates > 0 ? [t("affiliateImport.approved", { count: affiliates })] : []),
    ...(known > 0 ? [t("affiliateImport.known", { count: known })] : []),
    ...(owedMinor > 0n ? [t("affiliateImport.owed", { amount: format.money(owedMinor) })] : []),
    ...(otherwise.plan > 0 ? [t("affiliateImport.otherPlan", { count: otherwise.plan })] : []),
    ...(otherwise.code > 0 ? [t("affiliateImport.otherCode", { count: otherwise.code })] : []),
    ...(otherwise.recruiter > 0 ? [t("affiliateImport.noRecruiter", { count: otherwise.recruiter })] : []),
  ];
  return (
    <BlockStack gap="300">
      <Text as="h2" variant="headingMd">
        {t("affiliateImport.fileOf", { program: systemNames[system] })}
      </Text>
      <List>
        {lines.map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
      {problems.length > 0 && (
        <div className="wrap-anywhere">
          <BlockStack gap="200">
            <Text as="p">{t("affiliateImport.problems", { count: problems.length + more })}</Text>
            <List>
              {problems.map(({ row, code, value }) => (
                <List.Item
                  key={`${row}:${code}`}
                >{`${t("affiliateImport.line", { row })}: ${t(rowWords[code], { value })}`}</List.Item>
              ))}
              {more > 0 && <List.Item>{t("affiliateImport.more", { count: more })}</List.Item>}
            </List>
          </BlockStack>
        </div>
      )}
      {fresh > 0 && (
        <InlineStack>
          <Button variant="primary" disabled={busy} onClick={onTake}>
            {t(isCodes ? "affiliateImport.takeCodes" : "affiliateImport.take", { count: fresh })}
          </Button>
        </InlineStack>
      )}
    </BlockStack>
  );
}
