import { Banner, BlockStack, Button, Card, FormLayout, InlineStack, Select, TextField } from "@shopify/polaris";

import { decimalOf } from "../../../lib/typed-number.ts";
import { TIER_PRESET } from "../../../program/rules/tier-rules.ts";
import { textIn } from "../../../program/rules/texts.ts";
import { tiersForm, tiersIn, type LevelForm, type TiersForm } from "../../../program/rules-form.ts";
import { Edge } from "../../page/edge.tsx";
import { Empty } from "../../empty.tsx";
import { useLocale, useShop, useT } from "../../locale.tsx";
import { PictureField } from "../../rewards/picture-field.tsx";
import { Part } from "../../page/part.tsx";
import { changedAt, freshKey, useEditor, useIssue, without } from "../editor.tsx";
import { ThresholdChart, type Distribution } from "./threshold-chart.tsx";
import { WordsField } from "../words-field.tsx";

type Props = {
  /** Where customers stand under the tiers' basis and window; null while that is being asked. */
  distribution: Distribution | null;
  /** Asks for it again when it could not be loaded, else null. */
  again: (() => void) | null;
};

/** Tiers and what they bring. */
export function TierFields({ distribution, again }: Props) {
  const { form, change } = useEditor();
  const t = useT();
  const shop = useShop();
  const locale = useLocale();
  const { tiers } = form;
  if (tiers === null) {
    return (
      <Card>
        <BlockStack gap="300" inlineAlign="center">
          <Empty title={t("tierEdit.tiersEmpty")} text={t("tierEdit.tiersEmptyText")} />
          <Button variant="primary" onClick={() => change({ tiers: tiersIn(tiersForm(TIER_PRESET, shop), locale) })}>
            {t("tierEdit.tiersPreset")}
          </Button>
        </BlockStack>
      </Card>
    );
  }
  return <Tiers tiers={tiers} distribution={distribution} again={again} />;
}

function Tiers({ tiers, distribution, again }: Props & { tiers: TiersForm }) {
  const { change } = useEditor();
  const issue = useIssue();
  const t = useT();
  const set = (part: Partial<TiersForm>) => change({ tiers: { ...tiers, ...part } });
  const last = tiers.levels.at(-1);
  const addLevel = () => {
    const key = freshKey(tiers.levels, "level");
    const next = Math.max(1, 2 * Number(decimalOf(last?.threshold ?? "") ?? 0)) || 1;
    const fresh = {
      key,
      name: {},
      threshold: String(next),
      factor: last?.factor ?? "1",
      benefits: {},
      ...{ picture: "", alt: {} },
      tag: "",
      birthdayPoints: "0",
    };
    set({ levels: [...tiers.levels, fresh] });
  };
  return (
    <BlockStack gap="600">
      <Part title={t("tierEdit.tiersBasis")} help={t("tierEdit.tiersBasisHelp")}>
        <FormLayout.Group>
          <Select
            label={t("tierEdit.basis")}
            options={[
              { label: t("tierEdit.basisPoints"), value: "points" },
              { label: t("tierEdit.basisSpend"), value: "spend" },
              { label: t("tierEdit.basisOrders"), value: "orders" },
            ]}
            value={tiers.basis}
            onChange={(basis) => set({ basis: basis as TiersForm["basis"] })}
          />
          <Select
            label={t("tierEdit.window")}
            options={[
              { label: t("tierEdit.windowRolling"), value: "rolling" },
              { label: t("tierEdit.windowYear"), value: "calendar-year" },
              { label: t("tierEdit.windowLifetime"), value: "lifetime" },
            ]}
            value={tiers.window}
            onChange={(window) => set({ window: window as TiersForm["window"] })}
          />
        </FormLayout.Group>
        <TextField
          label={t("tierEdit.grace")}
          helpText={t("tierEdit.graceHelp")}
          value={tiers.graceDays}
          onChange={(graceDays) => set({ graceDays })}
          error={issue("tiers.graceDays")}
          suffix={t("programEdit.days")}
          inputMode="numeric"
          autoComplete="off"
          maxLength={4}
        />
      </Part>
      {again !== null && (
        <Banner tone="warning" action={{ content: t("errors.retry"), onAction: again }}>
          <p>{t("tierEdit.chartFailed")}</p>
        </Banner>
      )}
      <ThresholdChart tiers={tiers} distribution={distribution} onChange={(levels) => set({ levels })} />
      {tiers.levels.map((level, index) => (
        <LevelCard key={level.key} tiers={tiers} level={level} index={index} />
      ))}
      <Edge>
        <InlineStack gap="300" blockAlign="center">
          <Button onClick={addLevel} disabled={tiers.levels.length >= 10}>
            {t("tierEdit.addLevel")}
          </Button>
          <Button variant="plain" tone="critical" onClick={() => change({ tiers: null })}>
            {t("tierEdit.removeTiers")}
          </Button>
        </InlineStack>
      </Edge>
    </BlockStack>
  );
}

function LevelCard({ tiers, level, index }: { tiers: TiersForm; level: LevelForm; index: number }) {
  const { change } = useEditor();
  const issue = useIssue();
  const t = useT();
  const locale = useLocale();
  const { currency } = useShop();
  const at = `tiers.levels.${index}`;
  const set = (part: Partial<LevelForm>) => change({ tiers: { ...tiers, levels: changedAt(tiers.levels, index, part) } });
  const name = textIn(level.name, locale) || t("tierEdit.newLevel");
  const unit =
    tiers.basis === "spend" ? currency : tiers.basis === "points" ? t("tierEdit.unitPoints") : t("tierEdit.unitOrders");
  return (
    <Part title={name} help={index === 0 ? t("tierEdit.firstLevelHelp") : t("tierEdit.levelHelp")}>
      <WordsField
        label={t("tierEdit.levelName")}
        value={level.name}
        onChange={(words) => set({ name: words })}
        error={issue(`${at}.name`)}
      />
      <FormLayout.Group>
        <TextField
          label={t("tierEdit.threshold")}
          value={level.threshold}
          onChange={(threshold) => set({ threshold })}
          error={issue(`${at}.threshold`)}
          suffix={unit}
          inputMode="decimal"
          autoComplete="off"
          maxLength={13}
        />
        <TextField
          label={t("tierEdit.levelFactor")}
          helpText={t("tierEdit.levelFactorHelp")}
          value={level.factor}
          onChange={(factor) => set({ factor })}
          error={issue(`${at}.perMille`)}
          prefix="×"
          inputMode="decimal"
          autoComplete="off"
          maxLength={6}
        />
      </FormLayout.Group>
      <WordsField
        label={t("tierEdit.benefits")}
        help={t("tierEdit.benefitsHelp")}
        value={level.benefits}
        onChange={(benefits) => set({ benefits })}
        error={issue(`${at}.benefits`)}
        lines={3}
      />
      <PictureField value={level.picture} onChange={(picture) => set({ picture })} error={issue(`${at}.picture`)} />
      {level.picture.trim() !== "" && (
        <WordsField
          label={t("rewardForm.alt")}
          help={t("rewardForm.altHelp")}
          value={level.alt}
          onChange={(alt) => set({ alt })}
        />
      )}
      <FormLayout.Group>
        <TextField
          label={t("tierEdit.levelTag")}
          helpText={t("tierEdit.levelTagHelp")}
          value={level.tag}
          onChange={(tag) => set({ tag })}
          error={issue(`${at}.tag`)}
          autoComplete="off"
          maxLength={40}
        />
        <TextField
          label={t("tierEdit.birthdayGift")}
          helpText={t("tierEdit.birthdayGiftHelp")}
          value={level.birthdayPoints}
          onChange={(birthdayPoints) => set({ birthdayPoints })}
          error={issue(`${at}.birthdayPoints`)}
          suffix={t("tierEdit.unitPoints")}
          inputMode="numeric"
          autoComplete="off"
          maxLength={8}
        />
      </FormLayout.Group>
      {tiers.levels.length > 1 && (
        <Button
          variant="plain"
          tone="critical"
          onClick={() => change({ tiers: { ...tiers, levels: without(tiers.levels, index) } })}
          accessibilityLabel={t("programEdit.removeNamed", { name })}
        >
          {t("programEdit.remove")}
        </Button>
      )}
    </Part>
  );
}
