import { Select, TextField } from "@shopify/polaris";

import { networkNames } from "../../lib/networks.ts";
import type { BonusKind } from "../../program/rules/bonus-rules.ts";
import { asks, type BonusForm } from "../../program/rules/bonus-form.ts";
import { useT } from "../locale.tsx";
import { Help } from "../page/help.tsx";
import { useIssue } from "./editor.tsx";

type FieldProps = { rule: BonusForm; at: string; set: (part: Partial<BonusForm>) => void };

/** What only this kind of rule asks. */
export function KindField({ rule, at, set }: FieldProps) {
  const issue = useIssue();
  const t = useT();
  const { kind } = rule;
  if (!asks(kind)) return null;
  switch (kind) {
    case "milestone":
      return (
        <TextField
          label={t("bonusEdit.milestoneOrders")}
          value={rule.orders}
          onChange={(orders) => set({ orders })}
          error={issue(`${at}.orders`)}
          inputMode="numeric"
          autoComplete="off"
          maxLength={5}
        />
      );
    case "birthday":
      return (
        <TextField
          label={t("bonusEdit.noticeDays")}
          helpText={t("bonusEdit.noticeDaysHelp")}
          value={rule.noticeDays}
          onChange={(noticeDays) => set({ noticeDays })}
          error={issue(`${at}.noticeDays`)}
          suffix={t("programEdit.days")}
          inputMode="numeric"
          autoComplete="off"
          maxLength={4}
        />
      );
    case "social":
      return (
        <Select
          label={t("bonusEdit.socialWhat")}
          options={NETWORKS.flatMap(([network, label]) => [
            { label: t("bonusEdit.socialFollow", { network: label }), value: `${network} follow` },
            { label: t("bonusEdit.socialShare", { network: label }), value: `${network} share` },
          ])}
          value={`${rule.network} ${rule.action}`}
          onChange={(value) => {
            const [chosen, action] = value.split(" ");
            const network = NETWORKS.map(([name]) => name).find((name) => name === chosen);
            set({ network: network ?? rule.network, action: action === "share" ? "share" : "follow" });
          }}
        />
      );
    case "survey":
      return (
        <TextField
          label={t("bonusEdit.surveyWord")}
          helpText={t("bonusEdit.surveyWordHelp")}
          value={rule.word}
          onChange={(word) => set({ word })}
          error={issue(`${at}.word`)}
          autoComplete="off"
          maxLength={40}
        />
      );
    case "review":
      // Its note is a field of its own, below.
      return null;
  }
}

const NETWORKS = Object.entries(networkNames) as [BonusForm["network"], string][];

/** What the law or fairness asks of a kind, before anybody switches it on. */
export function Notice({ kind, countryCode }: { kind: BonusKind; countryCode: string | null }) {
  const t = useT();
  if (kind === "newsletter") {
    const strict = countryCode === "DE" || countryCode === "AT";
    return (
      <Help name="newsletter" tone={strict ? "warning" : "info"}>
        {strict ? t("bonusEdit.newsletterStrict") : t("bonusEdit.newsletterMild")}
      </Help>
    );
  }
  if (kind === "review") return <Help name="review">{t("bonusEdit.reviewNotice")}</Help>;
  if (kind === "social") return <Help name="social">{t("bonusEdit.socialNotice")}</Help>;
  return null;
}
