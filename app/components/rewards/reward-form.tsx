import { BlockStack, Layout, Select, Text } from "@shopify/polaris";
import { useNavigate } from "@remix-run/react";
import { useState, type ReactNode } from "react";

import { stringifyJson } from "../../lib/json.ts";
import type { SampleShop } from "../../points/orders/sample-order.ts";
import type { ProgramRules } from "../../program/rules/rules.ts";
import { textLocales, type RewardDraft, type Start, type TextLocale } from "../../rewards/reward-draft.ts";
import { readDraft, type RewardErrors } from "../../rewards/reward-form.ts";
import { rewardKinds } from "../../rewards/reward.ts";
import type { CreditObstacle } from "../../shops/accounts/account-settings.ts";
import type { OptionalScope } from "../../shops/optional-scopes.ts";
import { useLocale, useShop, useT } from "../locale.tsx";
import { SaveBar } from "../page/bridge/save-bar.tsx";
import { useToast } from "../page/bridge/toast.ts";
import { Help } from "../page/help.tsx";
import { MissingScope } from "../page/missing-scope.tsx";
import { Part } from "../page/part.tsx";
import { usePost } from "../page/posting/post.ts";
import { useTellOnce } from "../tell-once.ts";
import { ConditionsPart } from "./conditions-part.tsx";
import { fieldId, useDraftForm } from "./draft-form.ts";
import { PreviewCard, type SegmentName, type TierName } from "./preview-card.tsx";
import { PricePart } from "./price-part.tsx";
import type { ProductChoice } from "./product-field.tsx";
import { kindHelp, kindNames } from "./reward-words.ts";
import { StartCard } from "./start-card.tsx";
import { TextsPart } from "./texts-part.tsx";
import { UnspendableCredit } from "./unspendable-credit.tsx";
import { to } from "../../pages.ts";

export type SaveAnswer = { ok: true; rewardId: number } | { ok: false; errors: RewardErrors };

type Props = {
  /** Null for a reward that does not exist yet. */
  rewardId: number | null;
  saved: RewardDraft;
  openCodes: number;
  primaryLocale: string;
  /** Of the shop, in which a reward can be worded. */
  languages: readonly TextLocale[];
  rules: ProgramRules;
  sample: SampleShop;
  tiers: readonly TierName[];
  segments: readonly SegmentName[];
  products: readonly (ProductChoice & { priceMinor: bigint })[];
  /** That the merchant could still grant. */
  missingScopes: readonly OptionalScope[];
  /** Why shoppers cannot pay with store credit; null where they can, as far as is known. */
  creditObstacle: CreditObstacle | null;
  /** What stands below the preview. */
  aside: ReactNode;
};

/** Everything that can be said of a reward, with the card that shoppers will see beside it. */
export function RewardForm(props: Props) {
  const {
    rewardId,
    saved,
    openCodes,
    primaryLocale,
    languages,
    rules,
    sample,
    tiers,
    segments,
    products,
    missingScopes,
    creditObstacle,
    aside,
  } = props;
  const t = useT();
  const { currency } = useShop();
  const reader = useLocale();
  const post = usePost<() => Promise<SaveAnswer>>({ again: () => save() });
  const { answer, busy } = post;
  const form = useDraftForm(saved, answer?.ok === false ? answer.errors : {});
  const [locale, setLocale] = useState(() => firstLocale(saved, reader, primaryLocale));
  const [start, setStart] = useState<Start>("active");
  useAnswer(answer, rewardId === null ? start : null, setLocale);
  const { draft } = form;
  const changed = form.changed && !(rewardId === null && answer?.ok === true);
  const save = () => {
    form.sending();
    post.submit({ intent: "save", reward: stringifyJson(draft), start });
  };
  const read = readDraft(withTitle(draft, t("rewardForm.previewUntitled")), {
    ...{ currency, tiers: tiers.map(({ key }) => key) },
    segmentIds: segments.map(({ segmentId }) => segmentId),
  });
  return (
    <>
      <SaveBar open={changed} busy={busy} onSave={save} onDiscard={form.discard} />
      <Layout>
        <Layout.Section>
          <BlockStack gap="600">
            {openCodes > 0 && (
              <Help name="reward-codes" title={t("rewards.keepsTitle")}>
                <p>{t("rewards.keepsText", { count: openCodes })}</p>
              </Help>
            )}
            <Part title={t("rewardForm.kindPart")} help={t("rewardForm.kindHelp")}>
              <Select
                label={t("rewardForm.kind")}
                options={rewardKinds.map((kind) => ({ label: t(kindNames[kind]), value: kind }))}
                value={draft.kind}
                onChange={(value) => form.change({ kind: rewardKinds.find((kind) => kind === value) ?? draft.kind })}
              />
              <Text as="p" tone="subdued">
                {t(kindHelp[draft.kind])}
              </Text>
              {draft.kind === "gift-card" && missingScopes.includes("write_gift_cards") && (
                <MissingScope scope="write_gift_cards" />
              )}
              {draft.kind === "store-credit" && creditObstacle !== null && <UnspendableCredit why={creditObstacle} />}
            </Part>
            <PricePart form={form} products={products} />
            <TextsPart form={form} locale={locale} onLocale={setLocale} languages={languages} primaryLocale={primaryLocale} />
            <ConditionsPart form={form} tiers={tiers} segments={segments} />
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <div className="beside">
            <BlockStack gap="400">
              <PreviewCard
                terms={read.ok ? read.terms : null}
                textLocale={locale}
                rules={rules}
                sample={sample}
                tiers={tiers}
                segments={segments}
                productMinor={products.find(({ variantId }) => variantId === draft.product?.variantId)?.priceMinor ?? null}
              />
              {rewardId === null && <StartCard start={start} onChange={setStart} />}
              {aside}
            </BlockStack>
          </div>
        </Layout.Section>
      </Layout>
    </>
  );
}

/** A card can be looked at before it has a title. */
function withTitle(draft: RewardDraft, title: string): RewardDraft {
  const empty = textLocales.every((locale) => draft.titles[locale].trim() === "");
  return empty ? { ...draft, titles: { ...draft.titles, en: title } } : draft;
}

/** What is filled in, in the merchant's own language if it is, else in the shop's; for a new reward the shop's language. */
function firstLocale({ titles }: RewardDraft, reader: TextLocale, primaryLocale: string): TextLocale {
  const own = textLocales.find((locale) => locale === primaryLocale.slice(0, 2)) ?? "en";
  return [reader, own, ...textLocales].find((locale) => titles[locale] !== "") ?? own;
}

/** Tells the outcome once for each answer, and leads to the first field that needs attention. */
function useAnswer(answer: SaveAnswer | undefined, start: Start | null, onLocale: (locale: TextLocale) => void): void {
  const t = useT();
  const toast = useToast();
  const navigate = useNavigate();
  useTellOnce(answer, (answer) => {
    if (answer.ok) {
      toast(t(start === null ? "rewards.saved" : start === "paused" ? "rewards.createdPaused" : "rewards.created"));
      if (start !== null) navigate(to("rewards"));
      return;
    }
    toast(t("rewards.failed"), { isError: true });
    const first = Object.keys(answer.errors)[0];
    const worded = textLocales.find((locale) => first?.endsWith(`.${locale}`) === true);
    if (worded !== undefined) onLocale(worded);
    if (first !== undefined) focusSoon(first);
  });
}

/** After the answer has been rendered; a title that is missing in every language is asked for in the one that is shown. */
function focusSoon(field: string): void {
  requestAnimationFrame(() => {
    const selector = field === "titles" ? `[id^="${fieldId("titles")}-"]` : `#${fieldId(field)}`;
    document.querySelector<HTMLElement>(selector)?.focus();
  });
}
