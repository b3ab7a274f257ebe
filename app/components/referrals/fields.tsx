import { FormLayout, Select } from "@shopify/polaris";

import type { Locale, PlainKey } from "../../i18n/translate.ts";
import type { ReferralDraft, ReferralField, ReferralIssue, ReferralIssues } from "../../referrals/form.ts";
import { textIn, type Texts } from "../../program/rules/texts.ts";
import { useLocale, useT } from "../locale.tsx";
import { DraftField } from "../page/draft-field.tsx";
import { Part } from "../page/part.tsx";

export type GiftableReward = { rewardId: number; title: Texts };
type Props = {
  draft: ReferralDraft;
  issues: ReferralIssues;
  currency: string;
  rewards: readonly GiftableReward[];
  onType: (change: Partial<ReferralDraft>) => void;
};

const issueWords: Record<ReferralIssue, PlainKey> = {
  number: "referrals.wrongNumber",
  money: "referrals.wrongMoney",
  ambiguous: "referrals.wrongAmbiguous",
  reward: "referrals.wrongReward",
  "too-long": "referrals.wrongLong",
  range: "referrals.wrongRange",
};

/** What both sides get, and on which conditions. */
export function ReferralFields(props: Props) {
  const { draft, currency, rewards, issues, onType } = props;
  const t = useT();
  const locale = useLocale();
  const isPercentage = draft.friendKind === "percentage";
  return (
    <>
      <Part title={t("referrals.friendTitle")} help={t("referrals.friendHelp")}>
        <FormLayout.Group>
          <Select
            label={t("referrals.friendKind")}
            options={[
              { value: "percentage", label: t("referrals.percentage") },
              { value: "amount", label: t("referrals.amount") },
            ]}
            value={draft.friendKind}
            onChange={(friendKind) => onType({ friendKind: friendKind as ReferralDraft["friendKind"] })}
          />
          <Field
            {...props}
            name="friendValue"
            label={isPercentage ? t("referrals.percent") : t("referrals.value", { currency })}
          />
        </FormLayout.Group>
        <FormLayout.Group>
          <Field {...props} name="minSpend" label={t("referrals.minSpend", { currency })} help={t("referrals.minSpendHelp")} />
          <Field {...props} name="validDays" label={t("referrals.validDays")} />
        </FormLayout.Group>
      </Part>
      <Part title={t("referrals.advocateTitle")} help={t("referrals.advocateHelp")}>
        <FormLayout.Group>
          <Select
            label={t("referrals.advocateKind")}
            options={[
              { value: "points", label: t("referrals.points") },
              { value: "reward", label: t("referrals.reward") },
            ]}
            value={draft.advocateKind}
            onChange={(advocateKind) => onType({ advocateKind: advocateKind as ReferralDraft["advocateKind"] })}
          />
          {draft.advocateKind === "points" ? (
            <Field {...props} name="points" label={t("referrals.points")} />
          ) : (
            <Select
              id="rewardId"
              label={t("referrals.reward")}
              helpText={t("referrals.rewardHelp")}
              options={[{ value: "", label: t("referrals.chooseReward") }, ...rewards.map((reward) => optionOf(reward, locale))]}
              value={draft.rewardId}
              onChange={(rewardId) => onType({ rewardId })}
              error={issues.rewardId === undefined ? false : t(issueWords[issues.rewardId])}
            />
          )}
        </FormLayout.Group>
        <FormLayout.Group>
          <Field {...props} name="waitDays" label={t("referrals.waitDays")} help={t("referrals.waitDaysHelp")} />
          <Field {...props} name="minOrder" label={t("referrals.minOrder", { currency })} help={t("referrals.minOrderHelp")} />
        </FormLayout.Group>
        <FormLayout.Group>
          <Field {...props} name="limitTimes" label={t("referrals.limitTimes")} help={t("referrals.limitTimesHelp")} />
          <Select
            label={t("referrals.limitPer")}
            options={[
              { value: "month", label: t("referrals.month") },
              { value: "year", label: t("referrals.year") },
            ]}
            value={draft.limitPer}
            onChange={(limitPer) => onType({ limitPer: limitPer as ReferralDraft["limitPer"] })}
          />
        </FormLayout.Group>
      </Part>
      <Part title={t("referrals.textsTitle")} help={t("referrals.textsHelp")}>
        <Field {...props} name="titleEn" label={t("referrals.headingEn")} />
        <Field {...props} name="textEn" label={t("referrals.textEn")} lines={3} />
        <Field {...props} name="titleDe" label={t("referrals.headingDe")} />
        <Field {...props} name="textDe" label={t("referrals.textDe")} lines={3} />
      </Part>
    </>
  );
}

type FieldProps = Props & { name: ReferralField; label: string; help?: string; lines?: number };

function Field({ issues, ...props }: FieldProps) {
  const t = useT();
  const issue = issues[props.name];
  return <DraftField {...props} error={issue === undefined ? undefined : t(issueWords[issue])} />;
}

function optionOf({ rewardId, title }: GiftableReward, locale: Locale) {
  return { value: String(rewardId), label: textIn(title, locale) };
}
