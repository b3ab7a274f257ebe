import {
  ActionList,
  Badge,
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

import { freshBonus, type BonusForm } from "../../program/rules/bonus-form.ts";
import { aboutBonus, type BonusKind } from "../../program/rules/bonus-rules.ts";
import { BONUS_KINDS } from "../../program/rules/bonuses/registry.ts";
import { Edge } from "../page/edge.tsx";
import { Empty } from "../empty.tsx";
import { useLocale, useT } from "../locale.tsx";
import { KindField, Notice } from "./bonus-kinds.tsx";
import { changedAt, freshKey, useEditor, useIssue, without } from "./editor.tsx";
import { WordsField } from "./words-field.tsx";

/** Points for what is no purchase. @param props.countryCode the shop's: what may be rewarded differs */
export function BonusFields({ countryCode }: { countryCode: string | null }) {
  const { form, change } = useEditor();
  const t = useT();
  const { bonuses } = form;
  const locale = useLocale();
  const [open, setOpen] = useState(false);
  const add = (kind: BonusKind) => {
    setOpen(false);
    change({ bonuses: [...bonuses, freshBonus(kind, freshKey(bonuses, kind), countryCode)] });
  };
  // Of most kinds one rule says all there is to say.
  const addable = BONUS_KINDS.filter((about) => "several" in about || !bonuses.some(({ kind }) => kind === about.kind));
  return (
    <BlockStack gap="400">
      {bonuses.length === 0 && (
        <Card>
          <Empty title={t("bonusEdit.bonusesEmpty")} text={t("bonusEdit.bonusesEmptyText")} />
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
              {t("bonusEdit.addBonus")}
            </Button>
          }
        >
          <ActionList items={addable.map(({ kind, words }) => ({ content: words[locale].name, onAction: () => add(kind) }))} />
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
  const about = aboutBonus[rule.kind];
  const { name, help } = about.words[useLocale()];
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h2" variant="headingMd">
              {name}
            </Text>
            <Badge tone={rule.enabled ? "success" : undefined}>{rule.enabled ? t("bonusEdit.on") : t("bonusEdit.off")}</Badge>
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
          {help}
        </Text>
        <Notice kind={rule.kind} countryCode={countryCode} />
        <FormLayout>
          <Checkbox label={t("bonusEdit.enabled")} checked={rule.enabled} onChange={(enabled) => set({ enabled })} />
          <FormLayout.Group>
            <TextField
              label={t("bonusEdit.bonusPoints")}
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
              label={rule.kind === "social" ? t("bonusEdit.socialUrl") : t("bonusEdit.surveyUrl")}
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
              label={t("bonusEdit.disclosure")}
              help={t("bonusEdit.disclosureHelp")}
              value={rule.disclosure}
              onChange={(disclosure) => set({ disclosure })}
              error={issue(`${at}.disclosure`)}
              lines={2}
            />
          )}
          {"capped" in about && (
            <FormLayout.Group>
              <TextField
                label={t("bonusEdit.capTimes")}
                value={rule.cap.times}
                onChange={(times) => set({ cap: { ...rule.cap, times } })}
                error={issue(`${at}.cap.times`)}
                inputMode="numeric"
                autoComplete="off"
                maxLength={6}
              />
              <Select
                label={t("bonusEdit.capPeriod")}
                options={[
                  { label: t("bonusEdit.capDay"), value: "day" },
                  { label: t("bonusEdit.capMonth"), value: "month" },
                  { label: t("bonusEdit.capYear"), value: "year" },
                  { label: t("bonusEdit.capEver"), value: "ever" },
                ]}
                value={rule.cap.period}
                onChange={(period) => set({ cap: { ...rule.cap, period: period as BonusForm["cap"]["period"] } })}
              />
            </FormLayout.Group>
          )}
          <WordsField
            label={t("bonusEdit.bonusTitle")}
            help={t("bonusEdit.bonusTitleHelp")}
            value={rule.title}
            onChange={(title) => set({ title })}
            error={issue(`${at}.title`)}
          />
        </FormLayout>
      </BlockStack>
    </Card>
  );
}
