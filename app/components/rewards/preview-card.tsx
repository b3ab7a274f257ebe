import { BlockStack, Card, Divider, Text } from "@shopify/polaris";

import { pictureAt } from "../../lib/web-address.ts";
import type { SampleShop } from "../../points/orders/sample-order.ts";
import type { ProgramRules } from "../../program/rules/rules.ts";
import { PICTURE_SIZE } from "../../program/rules/picture.ts";
import { textIn } from "../../program/rules/texts.ts";
import type { RewardTerms } from "../../rewards/reward.ts";
import { priceRange, worthOf } from "../../rewards/reward-worth.ts";
import { useFormat, useT } from "../locale.tsx";
import { useSegmentName } from "../segment-badge.tsx";
import { periodNames, priceWords, valueWords } from "./reward-words.ts";

export type TierName = { key: string; name: string };
export type SegmentName = { segmentId: number; key: string; name: string };
type Props = {
  /** Null while the form does not make sense yet. */
  terms: RewardTerms | null;
  /** The language whose words are being edited. */
  textLocale: string;
  rules: ProgramRules;
  sample: SampleShop;
  tiers: readonly TierName[];
  segments: readonly SegmentName[];
  /** Price of the chosen product in minor units of shop money, where it is known. */
  productMinor: bigint | null;
};

/** The reward as a card in the shop, and what it gives back. Follows what is typed. */
export function PreviewCard(props: Props) {
  const t = useT();
  const { terms } = props;
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t("rewardForm.preview")}
        </Text>
        <div aria-live="polite">
          {terms === null ? (
            <Text as="p" tone="subdued">
              {t("rewardForm.previewIncomplete")}
            </Text>
          ) : (
            <BlockStack gap="400">
              <Shown {...props} terms={terms} />
              <Divider />
              <Worth {...props} terms={terms} />
            </BlockStack>
          )}
        </div>
      </BlockStack>
    </Card>
  );
}

type Filled = Props & { terms: RewardTerms };

function Shown({ terms, textLocale, tiers, segments }: Filled) {
  const t = useT();
  const format = useFormat();
  const names = terms.tiers.map((key) => tiers.find((tier) => tier.key === key)?.name ?? key);
  const segmentName = useSegmentName();
  const segment = segments.find(({ segmentId }) => segmentId === terms.segmentId);
  const conditions = [
    terms.minSpendMinor > 0 ? t("rewardForm.previewMinSpend", { amount: format.money(BigInt(terms.minSpendMinor)) }) : null,
    terms.validDays === null ? null : t("rewardForm.previewValid", { count: terms.validDays }),
    names.length === 0 ? null : t("rewardForm.previewTiers", { tiers: names.join(", ") }),
    segment === undefined ? null : t("rewardForm.previewSegment", { segment: segmentName(segment) }),
    terms.perCustomer === null
      ? null
      : t("rewardForm.previewLimit", { count: terms.perCustomer.times, period: t(periodNames[terms.perCustomer.period]) }),
  ].filter((condition) => condition !== null);
  const description = terms.description === null ? "" : textIn(terms.description, textLocale);
  return (
    <div className="reward-preview wrap-anywhere">
      {terms.picture !== null && (
        <img
          className="reward-preview-picture"
          src={pictureAt(terms.picture.url, PICTURE_SIZE)}
          alt={terms.picture.alt === null ? "" : textIn(terms.picture.alt, textLocale)}
          width={PICTURE_SIZE}
          height={PICTURE_SIZE}
        />
      )}
      <p className="reward-preview-title">{textIn(terms.title, textLocale) || t("rewardForm.previewUntitled")}</p>
      <p className="reward-preview-price">{priceWords(terms, t, format)}</p>
      <p>{valueWords(terms, t, format)}</p>
      {description !== "" && <p>{description}</p>}
      {conditions.length > 0 && <p className="reward-preview-small">{conditions.join(" · ")}</p>}
      <span className="reward-preview-button" aria-hidden="true">
        {t("rewardForm.previewRedeem")}
      </span>
    </div>
  );
}

function Worth({ terms, rules, sample, productMinor }: Filled) {
  const t = useT();
  const format = useFormat();
  const { least, most } = priceRange(terms);
  const worth = worthOf(terms, least, rules, sample, productMinor);
  const best = worthOf(terms, most, rules, sample, productMinor);
  const shares = [...new Set([worth?.share, best?.share].flatMap((share) => (share == null ? [] : [format.percent(share)])))];
  const lines =
    worth === null
      ? [t("rewardForm.worthNothing")]
      : [
          t("rewardForm.worthSpend", { points: least, amount: format.money(worth.spendMinor) }),
          shares.length === 0 ? t("rewardForm.worthDepends") : t("rewardForm.worthShare", { share: shares.join(" – ") }),
        ];
  return (
    <BlockStack gap="100">
      <Text as="h3" variant="headingSm">
        {t("rewardForm.worth")}
      </Text>
      {lines.map((line) => (
        <Text as="p" key={line}>
          {line}
        </Text>
      ))}
      <Text as="p" variant="bodySm" tone="subdued">
        {t("rewardForm.worthBase")}
      </Text>
    </BlockStack>
  );
}
