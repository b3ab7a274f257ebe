import {
  ActionList,
  Badge,
  Banner,
  BlockStack,
  Button,
  Card,
  Checkbox,
  FormLayout,
  InlineStack,
  Popover,
  Select,
  Text,
  TextField,
} from "@shopify/polaris";
import { useState } from "react";

import { bonusKinds, freshBonus, hasPeriod } from "../../program/bonus-preset.ts";
import type { BonusKind } from "../../program/bonus-rules.ts";
import type { BonusForm } from "../../program/rules-form.ts";
import type { PlainKey } from "../../i18n/translate.ts";
import { Edge } from "../edge.tsx";
import { Empty } from "../empty.tsx";
import { useT } from "../locale.tsx";
import { changedAt, freshKey, useEditor, useIssue, without } from "./editor.tsx";
import { WordsField } from "./words-field.tsx";

export const kindWords: Record<BonusKind, PlainKey> = {
  "sign-up": "programEdit.kindSignUp",
  newsletter: "programEdit.kindNewsletter",
  "first-order": "programEdit.kindFirstOrder",
  milestone: "programEdit.kindMilestone",
  birthday: "programEdit.kindBirthday",
  anniversary: "programEdit.kindAnniversary",
  review: "programEdit.kindReview",
  social: "programEdit.kindSocial",
  survey: "programEdit.kindSurvey",
};

const kindHelp: Record<BonusKind, PlainKey> = {
  "sign-up": "programEdit.helpSignUp",
  newsletter: "programEdit.helpNewsletter",
  "first-order": "programEdit.helpFirstOrder",
  milestone: "programEdit.helpMilestone",
  birthday: "programEdit.helpBirthday",
  anniversary: "programEdit.helpAnniversary",
  review: "programEdit.helpReview",
  social: "programEdit.helpSocial",
  survey: "programEdit.helpSurvey",
};

/** Points for what is no purchase. @param props.countryCode the shop's: what may be rewarded differs */
export function BonusFields({ countryCode }: { countryCode: string | null }) {
  const { form, change } = useEditor();
  const t = useT();
  const { bonuses } = form;
  const [open, setOpen] = useState(false);
  const add = (kind: BonusKind) => {
    setOpen(false);
    change({ bonuses: [...bonuses, freshBonus(kind, freshKey(bonuses, kind), countryCode)] });
  };
  // Of most kinds one rule says all there is to say.
  const addable = bonusKinds.filter(
    (kind) => ["milestone", "social", "survey"].includes(kind) || !bonuses.some((rule) => rule.kind === kind),
  );
  return (
    <BlockStack gap="400">
      {bonuses.length === 0 && (
        <Card>
          <Empty title={t("programEdit.bonusesEmpty")} text={t("programEdit.bonusesEmptyText")} />
        </Card>
      )}
      {bonuses.map((rule, index) => (
        <BonusCard key={rule.key} rule={rule} index={index} countryCode={countryCode} />
      ))}
      <Edge>
        <Popover
          active={open}
          onClose={() => setOpen(false)}
          activator={
            <Button disclosure onClick={() => setOpen((before) => !before)} disabled={addable.length === 0}>
              {t("programEdit.addBonus")}
            </Button>
          }
        >
          <ActionList items={addable.map((kind) => ({ content: t(kindWords[kind]), onAction: () => add(kind) }))} />
        </Popover>
      </Edge>
    </BlockStack>
  );
}

function BonusCard({ rule, index, countryCode }: { rule: BonusForm; index: number; countryCode: string | null }) {
  const { form, change } = useEditor();
  const issue = useIssue();
  const t = useT();
  const at = `bonuses.${index}`;
  const set = (part: Partial<BonusForm>) => change({ bonuses: changedAt(form.bonuses, index, part) });
  const name = t(kindWords[rule.kind]);
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h2" variant="headingMd">
              {name}
            </Text>
            <Badge tone={rule.enabled ? "success" : undefined}>{rule.enabled ? t("programEdit.on") : t("programEdit.off")}</Badge>
          </InlineStack>
          <Button
            variant="plain"
            tone="critical"
            onClick={() => change({ bonuses: without(form.bonuses, index) })}
            accessibilityLabel={t("programEdit.removeNamed", { name })}
          >
            {t("programEdit.remove")}
          </Button>
        </InlineStack>
        <Text as="p" tone="subdued">
          {t(kindHelp[rule.kind])}
        </Text>
        <Notice kind={rule.kind} countryCode={countryCode} />
        <FormLayout>
          <Checkbox label={t("programEdit.enabled")} checked={rule.enabled} onChange={(enabled) => set({ enabled })} />
          <FormLayout.Group>
            <TextField
              label={t("programEdit.bonusPoints")}
              value={rule.points}
              onChange={(points) => set({ points })}
              error={issue(`${at}.points`)}
              inputMode="numeric"
              autoComplete="off"
              maxLength={9}
            />
            <KindField rule={rule} at={at} set={set} />
          </FormLayout.Group>
          {(rule.kind === "social" || rule.kind === "survey") && (
            <TextField
              type="url"
              label={rule.kind === "social" ? t("programEdit.socialUrl") : t("programEdit.surveyUrl")}
              value={rule.url}
              onChange={(url) => set({ url })}
              error={issue(`${at}.url`)}
              placeholder="https://"
              autoComplete="off"
              maxLength={500}
            />
          )}
          {rule.kind === "review" && (
            <WordsField
              label={t("programEdit.disclosure")}
              help={t("programEdit.disclosureHelp")}
              value={rule.disclosure}
              onChange={(disclosure) => set({ disclosure })}
              error={issue(`${at}.disclosure`)}
              lines={2}
            />
          )}
          {hasPeriod(rule.kind) && (
            <FormLayout.Group>
              <TextField
                label={t("programEdit.capTimes")}
                value={rule.cap.times}
                onChange={(times) => set({ cap: { ...rule.cap, times } })}
                error={issue(`${at}.cap.times`)}
                inputMode="numeric"
                autoComplete="off"
                maxLength={6}
              />
              <Select
                label={t("programEdit.capPeriod")}
                options={[
                  { label: t("programEdit.capDay"), value: "day" },
                  { label: t("programEdit.capMonth"), value: "month" },
                  { label: t("programEdit.capYear"), value: "year" },
                  { label: t("programEdit.capEver"), value: "ever" },
                ]}
                value={rule.cap.period}
                onChange={(period) => set({ cap: { ...rule.cap, period: period as BonusForm["cap"]["period"] } })}
              />
            </FormLayout.Group>
          )}
          <WordsField
            label={t("programEdit.bonusTitle")}
            help={t("programEdit.bonusTitleHelp")}
            value={rule.title}
            onChange={(title) => set({ title })}
            error={issue(`${at}.title`)}
          />
        </FormLayout>
      </BlockStack>
    </Card>
  );
}

type FieldProps = { rule: BonusForm; at: string; set: (part: Partial<BonusForm>) => void };

/** What only this kind of rule asks. */
function KindField({ rule, at, set }: FieldProps) {
  const issue = useIssue();
  const t = useT();
  switch (rule.kind) {
    case "milestone":
      return (
        <TextField
          label={t("programEdit.milestoneOrders")}
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
          label={t("programEdit.noticeDays")}
          helpText={t("programEdit.noticeDaysHelp")}
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
          label={t("programEdit.socialWhat")}
          options={NETWORKS.flatMap(([network, label]) => [
            { label: t("programEdit.socialFollow", { network: label }), value: `${network} follow` },
            { label: t("programEdit.socialShare", { network: label }), value: `${network} share` },
          ])}
          value={`${rule.network} ${rule.action}`}
          onChange={(value) => {
            const [network, action] = value.split(" ");
            set({ network: network as BonusForm["network"], action: action as BonusForm["action"] });
          }}
        />
      );
    case "survey":
      return (
        <TextField
          label={t("programEdit.surveyWord")}
          helpText={t("programEdit.surveyWordHelp")}
          value={rule.word}
          onChange={(word) => set({ word })}
          error={issue(`${at}.word`)}
          autoComplete="off"
          maxLength={40}
        />
      );
    case "sign-up":
    case "newsletter":
    case "first-order":
    case "anniversary":
    case "review":
      return null;
    default:
      return rule.kind satisfies never;
  }
}

const NETWORKS: readonly (readonly [BonusForm["network"], string])[] = [
  ["instagram", "Instagram"],
  ["facebook", "Facebook"],
  ["tiktok", "TikTok"],
  ["youtube", "YouTube"],
  ["pinterest", "Pinterest"],
  ["x", "X"],
];

/** What the law or fairness asks of a kind, before anybody switches it on. */
function Notice({ kind, countryCode }: { kind: BonusKind; countryCode: string | null }) {
  const t = useT();
  if (kind === "newsletter") {
    const strict = countryCode === "DE" || countryCode === "AT";
    return (
      <Banner tone={strict ? "warning" : "info"}>
        {strict ? t("programEdit.newsletterStrict") : t("programEdit.newsletterMild")}
      </Banner>
    );
  }
  if (kind === "review") return <Banner tone="info">{t("programEdit.reviewNotice")}</Banner>;
  if (kind === "social") return <Banner tone="info">{t("programEdit.socialNotice")}</Banner>;
  return null;
}
