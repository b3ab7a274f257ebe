import { BlockStack, Button, Card, Divider, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";

import type { Format } from "../../i18n/format.ts";
import type { Translate } from "../../i18n/translate.ts";
import { plusMs } from "../../lib/time.ts";
import { textIn, type Texts } from "../../program/rules/texts.ts";
import type { Standing } from "../../tiers/tiers.server.ts";
import { useFormat, useLocale, useT } from "../locale.tsx";
import { ProgressBar } from "../reports/progress-bar.tsx";
import { GrantForm } from "./grant-form.tsx";

export type LevelView = { key: string; name: Texts; threshold: number };
type Props = {
  levels: readonly LevelView[];
  /** Null for an account that can have no tier any more. */
  standing: Standing | null;
};

/** Where the customer stands in the tiers, how far it is to the next, and until when the tier is kept. */
export function TierCard({ levels, standing }: Props) {
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  const [open, setOpen] = useState(false);
  if (standing === null) return null;
  const nameOf = (key: string) => {
    const level = levels.find((one) => one.key === key);
    return level === undefined ? key : textIn(level.name, locale);
  };
  const { tier, since, keepUntil, rests } = standing;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("customer.tier")}
        </Text>
        <InlineStack gap="200" blockAlign="baseline">
          <Text as="p" variant="headingLg">
            {tier === null ? t("customer.tierNone") : nameOf(tier)}
          </Text>
          {tier !== null && since !== null && (
            <Text as="span" tone="subdued">
              {t("customer.tierSince", { date: format.date(since) })}
            </Text>
          )}
        </InlineStack>
        {tier !== null && rests && <Text as="p">{t("customer.tierRests")}</Text>}
        {!rests && keepUntil !== null && (
          <Text as="p">{t("customer.tierUntil", { date: format.date(plusMs(keepUntil, -1)) })}</Text>
        )}
        <Progress levels={levels} standing={standing} nameOf={nameOf} />
        <Divider />
        {open ? (
          <GrantForm levels={levels.map(({ key }) => ({ key, name: nameOf(key) }))} onClose={() => setOpen(false)} />
        ) : (
          <InlineStack>
            <Button onClick={() => setOpen(true)}>{t("customer.grant")}</Button>
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  );
}

type ProgressProps = { levels: readonly LevelView[]; standing: Standing; nameOf: (key: string) => string };

function Progress({ levels, standing, nameOf }: ProgressProps) {
  const t = useT();
  const format = useFormat();
  const { progress, next, basis, missingToKeep, keepUntil, rests } = standing;
  const amount = (value: bigint) => amountWords(value, basis, t, format);
  const threshold = levels.find(({ key }) => key === next?.key)?.threshold ?? 0;
  return (
    <BlockStack gap="100">
      {next === null ? (
        <Text as="p">{t("customer.tierTop")}</Text>
      ) : (
        <>
          <div role="group" aria-label={t("customer.tierProgress", { tier: nameOf(next.key) })}>
            <ProgressBar size="small" progress={share(progress, threshold)} />
          </div>
          <Text as="p">{t("customer.tierMissing", { missing: amount(next.missing), tier: nameOf(next.key) })}</Text>
        </>
      )}
      {!rests && keepUntil !== null && missingToKeep > 0n && (
        <Text as="p">{t("customer.tierKeep", { missing: amount(missingToKeep) })}</Text>
      )}
      <Text as="p" variant="bodySm" tone="subdued">
        {t("customer.tierSoFar", { progress: amount(progress) })}
      </Text>
    </BlockStack>
  );
}

function share(progress: bigint, threshold: number): number {
  if (threshold <= 0 || progress <= 0n) return 0;
  return Math.min(100, Number((progress * 100n) / BigInt(threshold)));
}

function amountWords(value: bigint, basis: Standing["basis"], t: Translate, format: Format): string {
  switch (basis) {
    case "points":
      return t("customer.tierPoints", { count: value });
    case "spend":
      return format.money(value);
    case "orders":
      return t("customer.tierOrders", { count: value });
  }
}
