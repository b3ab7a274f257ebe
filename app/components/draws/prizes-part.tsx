import { BlockStack, Button, Divider, FormLayout, InlineError, InlineStack, Select, Text, TextField } from "@shopify/polaris";

import { PARTS } from "../../draws/chance/parts.ts";
import { percentText, withoutPrize, withPrize, type PrizeDraft } from "../../draws/content/draft.ts";
import { sumOf } from "../../draws/content/read-draft.ts";
import { MOST_PRIZES, prizeKinds } from "../../draws/content/terms.ts";
import { useLocale, useT } from "../locale.tsx";
import { Part } from "../page/part.tsx";
import type { PartProps } from "./basics-part.tsx";
import { errorOf, prizeKindNames } from "./words.ts";

export type Choice = { value: string; label: string };
type Props = PartProps & { rewards: readonly Choice[] };

/** What can be drawn, by which odds, and what happens when it is gone. */
export function PrizesPart(props: Props) {
  const { draft, errors, onType, locale } = props;
  const t = useT();
  const admin = useLocale();
  const sum = sumOf(draft.prizes);
  const text = (parts: number) => percentText(parts, admin);
  const named = ({ titles, key }: PrizeDraft) => titles[locale] || titles.en || titles.de || key;
  const { error } = errorOf(errors, "prizes", t);
  return (
    <Part title={t("draws.prizes")} help={t("draws.prizesHelp")}>
      {draft.prizes.map((prize, index) => (
        <PrizeFields key={prize.key} {...props} prize={prize} number={index + 1} />
      ))}
      <div id="draw-prizes" tabIndex={-1}>
        <BlockStack gap="200">
          <Text as="p" {...(sum === PARTS ? {} : { tone: "critical" as const })}>
            {sum === PARTS
              ? t("draws.sumFull")
              : t(sum < PARTS ? "draws.sumMissing" : "draws.sumTooMuch", { sum: text(sum), rest: text(Math.abs(PARTS - sum)) })}
          </Text>
          {error !== undefined && <InlineError message={error} fieldID="draw-prizes" />}
          <InlineStack>
            <Button
              disabled={draft.prizes.length >= MOST_PRIZES}
              onClick={() => onType(withPrize(draft, sum < PARTS ? text(PARTS - sum) : ""))}
            >
              {t("draws.addPrize")}
            </Button>
          </InlineStack>
        </BlockStack>
      </div>
      <Select
        id="draw-fallback"
        label={t("draws.fallback")}
        helpText={t("draws.fallbackHelp")}
        options={[
          { value: "", label: t("draws.fallbackNone") },
          ...draft.prizes.map((prize) => ({ value: prize.key, label: t("draws.fallbackPrize", { prize: named(prize) }) })),
        ]}
        value={draft.fallback}
        onChange={(fallback) => onType({ fallback })}
        {...errorOf(errors, "fallback", t)}
      />
    </Part>
  );
}

function PrizeFields({ draft, errors, onType, locale, rewards, prize, number }: Props & { prize: PrizeDraft; number: number }) {
  const t = useT();
  const { key, kind } = prize;
  const name = t("draws.prize", { number });
  const change = (patch: Partial<PrizeDraft>) =>
    onType({ prizes: draft.prizes.map((one) => (one.key === key ? { ...one, ...patch } : one)) });
  return (
    <div role="group" aria-label={name}>
      <BlockStack gap="200">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h3" variant="headingSm">
            {name}
          </Text>
          <Button
            variant="plain"
            tone="critical"
            accessibilityLabel={t("draws.removeNamed", { name })}
            onClick={() => onType(withoutPrize(draft, key))}
          >
            {t("draws.removePrize")}
          </Button>
        </InlineStack>
        <FormLayout>
          <FormLayout.Group condensed>
            <Select
              label={t("draws.prizeKind")}
              options={prizeKinds.map((value) => ({ value, label: t(prizeKindNames[value]) }))}
              value={kind}
              onChange={(value) => change({ kind: prizeKinds.find((one) => one === value) ?? kind })}
            />
            <TextField
              id={`draw-${key}.percent`}
              label={t("draws.percent")}
              inputMode="decimal"
              suffix="%"
              value={prize.percent}
              onChange={(percent) => change({ percent })}
              autoComplete="off"
              maxLength={10}
              {...errorOf(errors, `${key}.percent`, t)}
            />
          </FormLayout.Group>
          <TextField
            id={`draw-${key}.titles`}
            label={t("draws.prizeName")}
            value={prize.titles[locale]}
            onChange={(text) => change({ titles: { ...prize.titles, [locale]: text } })}
            autoComplete="off"
            maxLength={60}
            {...errorOf(errors, `${key}.titles`, t)}
          />
          {kind === "points" && (
            <TextField
              id={`draw-${key}.points`}
              label={t("draws.points")}
              inputMode="numeric"
              value={prize.points}
              onChange={(points) => change({ points })}
              autoComplete="off"
              maxLength={12}
              {...errorOf(errors, `${key}.points`, t)}
            />
          )}
          {kind === "reward" && (
            <Select
              id={`draw-${key}.rewardId`}
              label={t("draws.reward")}
              helpText={t("draws.rewardHelp")}
              options={[{ value: "", label: "–" }, ...rewards]}
              value={prize.rewardId}
              onChange={(rewardId) => change({ rewardId })}
              {...errorOf(errors, `${key}.rewardId`, t)}
            />
          )}
          {kind !== "nothing" && (
            <TextField
              id={`draw-${key}.stock`}
              label={t("draws.stock")}
              inputMode="numeric"
              value={prize.stock}
              onChange={(stock) => change({ stock })}
              autoComplete="off"
              maxLength={12}
              {...errorOf(errors, `${key}.stock`, t)}
            />
          )}
        </FormLayout>
        <Divider />
      </BlockStack>
    </div>
  );
}
