import { BlockStack, ChoiceList, TextField } from "@shopify/polaris";

import type { RulesForm } from "../../program/rules-form.ts";
import { useT } from "../locale.tsx";
import { Help } from "../page/help.tsx";
import { Part } from "../page/part.tsx";
import { useEditor, useIssue } from "./editor.tsx";

/** Whether and when points expire. */
export function ExpiryFields() {
  const { form, change } = useEditor();
  const issue = useIssue();
  const t = useT();
  const { expiry } = form;
  return (
    <Part title={t("programEdit.expiry")} help={t("programEdit.expiryHelp")}>
      <ChoiceList
        title={t("programEdit.expiryMode")}
        titleHidden
        choices={[
          { label: t("programEdit.expiryOff"), value: "off", helpText: t("programEdit.expiryOffHelp") },
          { label: t("programEdit.expiryInactivity"), value: "inactivity", helpText: t("programEdit.expiryInactivityHelp") },
          { label: t("programEdit.expiryLot"), value: "lot", helpText: t("programEdit.expiryLotHelp") },
        ]}
        selected={[expiry.mode]}
        onChange={([mode]) => change({ expiry: { ...expiry, mode: (mode ?? "off") as RulesForm["expiry"]["mode"] } })}
      />
      {expiry.mode !== "off" && (
        <BlockStack gap="400">
          <TextField
            label={t("programEdit.expiryMonths")}
            value={expiry.months}
            onChange={(months) => change({ expiry: { ...expiry, months } })}
            error={issue("expiry.months")}
            suffix={t("programEdit.months")}
            inputMode="numeric"
            autoComplete="off"
            maxLength={4}
          />
          <Help name="expiry">{t("programEdit.expiryNotice")}</Help>
        </BlockStack>
      )}
    </Part>
  );
}
