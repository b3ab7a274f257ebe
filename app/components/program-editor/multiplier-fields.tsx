import {
  Badge,
  BlockStack,
  Box,
  Button,
  Card,
  ChoiceList,
  FormLayout,
  InlineStack,
  Select,
  Text,
  TextField,
} from "@shopify/polaris";

import { to } from "../../pages.ts";
import { textIn } from "../../program/rules/texts.ts";
import type { MultiplierForm } from "../../program/rules-form.ts";
import { Edge } from "../page/edge.tsx";
import { Empty } from "../empty.tsx";
import { useLocale, useShop, useT } from "../locale.tsx";
import { changedAt, freshKey, useEditor, useIssue, without } from "./editor.tsx";
import { ResourceField } from "./resource-field.tsx";
import { TagField } from "./tag-field.tsx";

export type Titles = { products: Readonly<Record<string, string>>; collections: Readonly<Record<string, string>> };

const FIRST_FACTOR = "2";

/** What is counted more than once, or not at all. */
export function MultiplierFields({ titles }: { titles: Titles }) {
  const { form, change } = useEditor();
  const issue = useIssue();
  const t = useT();
  const { multipliers } = form;
  const add = (base: string, name: string, effect: MultiplierForm["effect"]) => {
    const key = freshKey(multipliers, base);
    const fresh = {
      key,
      name,
      effect,
      factor: effect === "none" ? "" : FIRST_FACTOR,
      products: [],
      collections: [],
      tags: [],
      tiers: [],
      from: "",
      until: "",
    };
    change({ multipliers: [...multipliers, fresh] });
  };
  const addButtons = (
    <Edge>
      <InlineStack gap="200">
        <Button onClick={() => add("more-points", t("programEdit.newMultiplier"), "more")}>
          {t("programEdit.addMultiplier")}
        </Button>
        <Button onClick={() => add("no-points", t("programEdit.newExclusion"), "none")}>{t("programEdit.addExclusion")}</Button>
        <Button variant="plain" url={to("pointsCalendar")}>
          {t("pointsCalendar.open")}
        </Button>
      </InlineStack>
    </Edge>
  );
  return (
    <BlockStack gap="400">
      {multipliers.length === 0 && (
        <Card>
          <Empty title={t("programEdit.multipliersEmpty")} text={t("programEdit.multipliersEmptyText")} />
        </Card>
      )}
      {multipliers.map((rule, index) => (
        <MultiplierCard key={rule.key} rule={rule} index={index} titles={titles} />
      ))}
      {issue("multipliers") !== undefined && multipliers.length > 40 && (
        <Text as="p" tone="critical">
          {issue("multipliers")}
        </Text>
      )}
      {addButtons}
    </BlockStack>
  );
}

function MultiplierCard({ rule, index, titles }: { rule: MultiplierForm; index: number; titles: Titles }) {
  const { form, change } = useEditor();
  const issue = useIssue();
  const t = useT();
  const locale = useLocale();
  const { timeZone } = useShop();
  const at = `multipliers.${index}`;
  const set = (part: Partial<MultiplierForm>) => change({ multipliers: changedAt(form.multipliers, index, part) });
  const excludes = rule.effect === "none";
  const levels = form.tiers?.levels ?? [];
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h2" variant="headingMd">
              {rule.name === "" ? t("programEdit.newMultiplier") : rule.name}
            </Text>
            <Badge tone={excludes ? "attention" : "info"}>
              {excludes ? t("programEdit.excluded") : t("programEdit.times", { factor: rule.factor })}
            </Badge>
          </InlineStack>
          <Button
            variant="plain"
            tone="critical"
            onClick={() => change({ multipliers: without(form.multipliers, index) })}
            accessibilityLabel={t("programEdit.removeNamed", { name: rule.name })}
          >
            {t("programEdit.remove")}
          </Button>
        </InlineStack>
        <FormLayout>
          <TextField
            label={t("programEdit.multiplierName")}
            helpText={t("programEdit.multiplierNameHelp")}
            value={rule.name}
            onChange={(name) => set({ name })}
            error={issue(`${at}.name`)}
            autoComplete="off"
            maxLength={80}
          />
          <FormLayout.Group>
            <Select
              label={t("programEdit.effect")}
              options={[
                { label: t("programEdit.effectMore"), value: "more" },
                { label: t("programEdit.effectNone"), value: "none" },
              ]}
              value={excludes ? "none" : "more"}
              onChange={(effect) => set(effect === "none" ? { effect } : { effect: "more", factor: rule.factor || FIRST_FACTOR })}
            />
            {!excludes && (
              <TextField
                label={t("programEdit.factor")}
                helpText={t("programEdit.factorHelp")}
                value={rule.factor}
                onChange={(factor) => set({ factor })}
                error={issue(`${at}.perMille`)}
                prefix="×"
                inputMode="decimal"
                autoComplete="off"
                maxLength={8}
              />
            )}
          </FormLayout.Group>
        </FormLayout>
        <Text as="h3" variant="headingSm">
          {t("programEdit.about")}
        </Text>
        <Text as="p" tone="subdued">
          {t("programEdit.aboutHelp")}
        </Text>
        <FormLayout>
          <FormLayout.Group>
            <ResourceField
              type="product"
              label={t("programEdit.products")}
              pick={t("programEdit.pickProducts")}
              ids={rule.products}
              titles={titles.products}
              onChange={(products) => set({ products })}
              error={issue(`${at}.products`)}
            />
            <ResourceField
              type="collection"
              label={t("programEdit.collections")}
              pick={t("programEdit.pickCollections")}
              ids={rule.collections}
              titles={titles.collections}
              onChange={(collections) => set({ collections })}
              error={issue(`${at}.collections`)}
            />
          </FormLayout.Group>
          <TagField
            label={t("programEdit.tags")}
            help={t("programEdit.tagsHelp")}
            tags={rule.tags}
            onChange={(tags) => set({ tags })}
            error={issue(`${at}.tags`)}
          />
          {levels.length > 0 && (
            <ChoiceList
              allowMultiple
              title={t("programEdit.forTiers")}
              choices={levels.map(({ key, name }) => ({ label: textIn(name, locale) || key, value: key }))}
              selected={rule.tiers}
              onChange={(tiers) => set({ tiers })}
              error={issue(`${at}.tiers`)}
            />
          )}
          {levels.length === 0 && rule.tiers.length > 0 && (
            <Box>
              <InlineStack gap="200" blockAlign="center">
                <Text as="p" tone="critical">
                  {t("programEdit.issueTier")}
                </Text>
                <Button variant="plain" onClick={() => set({ tiers: [] })}>
                  {t("programEdit.forEverybody")}
                </Button>
              </InlineStack>
            </Box>
          )}
          <FormLayout.Group>
            <TextField
              type="datetime-local"
              label={t("programEdit.from")}
              value={rule.from}
              onChange={(from) => set({ from })}
              error={issue(`${at}.from`)}
              helpText={t("programEdit.zone", { zone: timeZone })}
              autoComplete="off"
            />
            <TextField
              type="datetime-local"
              label={t("programEdit.until")}
              value={rule.until}
              onChange={(until) => set({ until })}
              error={issue(`${at}.until`)}
              helpText={t("programEdit.untilHelp")}
              autoComplete="off"
            />
          </FormLayout.Group>
        </FormLayout>
      </BlockStack>
    </Card>
  );
}
