import { Banner, BlockStack, Card, Checkbox, Text } from "@shopify/polaris";
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";

import { saveReferrals } from "../actions/referrals/save-referrals.server.ts";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { SaveBar } from "../components/page/bridge/save-bar.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { Part } from "../components/page/part.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { useTyped } from "../components/page/posting/typed.ts";
import { NotLive } from "../components/program/state/not-live.tsx";
import { ReferralFields } from "../components/referrals/fields.tsx";
import { FiguresSoFar } from "../components/referrals/figures.tsx";
import { OfferPreview } from "../components/referrals/preview.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { jsonField } from "../lib/fields.ts";
import { stringifyJson } from "../lib/json.ts";
import { toDecimal } from "../lib/money.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { decimalIn } from "../program/rules-form.ts";
import { currentState } from "../program/versions.server.ts";
import { draftOf, readReferralDraft, referralDraftSchema, type ReferralIssues } from "../referrals/form.ts";
import { readReferralFigures } from "../referrals/figures.server.ts";
import { readReferralProgram } from "../referrals/program.server.ts";
import type { Terms } from "../referrals/terms.ts";
import { valueOf } from "../rewards/reward.ts";
import { listRewards } from "../rewards/rewards.server.ts";
import type { Shop } from "../shops/shop.ts";
import { to } from "../pages.ts";

const postedSchema = jsonField(20_000).pipe(referralDraftSchema);

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const [{ enabled, terms }, rewards, figures, state] = await Promise.all([
    readReferralProgram(db(), shop.shopId),
    listGifts(shop),
    readReferralFigures(db(), shop.shopId),
    currentState(db(), shop.shopId),
  ]);
  const { name, currency, timeZone } = shop;
  return {
    draft: draftOf(enabled, terms, (minor) => decimalIn(toDecimal(BigInt(minor), currency), locale)),
    ...{ terms, rewards, figures, state, shop: { name, currency, timeZone } },
    began: shop.referralsSince !== null,
    rewardGone: terms.advocate.kind === "reward" && !rewards.some(({ rewardId }) => isOf(terms, rewardId)),
  };
}

function isOf({ advocate }: Terms, rewardId: number): boolean {
  return advocate.kind === "reward" && advocate.rewardId === rewardId;
}

/** What can be given for nothing: rewards whose worth does not follow from the points spent. */
async function listGifts(shop: Shop): Promise<{ rewardId: number; title: Record<string, string> }[]> {
  const rewards = await listRewards(db(), shop.shopId);
  return rewards.flatMap(({ rewardId, state, terms }) => {
    const depends = (terms.kind === "amount" || terms.kind === "slider") && valueOf(terms, 0n) === 0n;
    return state === "archived" || depends ? [] : [{ rewardId, title: terms.title }];
  });
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const posted = postedSchema.safeParse((await readFields(request)).get("draft"));
  if (!posted.success) throw new Response("Unknown form", { status: 422 });
  const rewardIds = (await listGifts(shop)).map(({ rewardId }) => rewardId);
  const read = readReferralDraft(posted.data, { currency: shop.currency, rewardIds });
  if (!read.ok) return data({ ok: false as const, issues: read.issues }, { status: 422 });
  await saveReferrals(shop, read, actor);
  return { ok: true as const, issues: {} as ReferralIssues };
}

export default function Referrals() {
  const { draft, terms, rewards, figures, state, shop, began, rewardGone } = useLoaderData<typeof loader>();
  const t = useT();
  const { typed, type, changed, sending, discard } = useTyped(draft);
  const send = () => {
    sending();
    setMended([]);
    post.submit({ draft: stringifyJson(typed) });
  };
  const post = usePost<typeof action>({ action: to("referrals"), again: send });
  // What was wrong with these counts as mended since it was last sent.
  const [mended, setMended] = useState<readonly string[]>([]);
  const issues = useAnswer(post.answer);
  const open = Object.fromEntries(Object.entries(issues).filter(([field]) => !mended.includes(field))) as ReferralIssues;
  // What cannot be read yet is shown as it was saved.
  const read = readReferralDraft(typed, { currency: shop.currency, rewardIds: rewards.map(({ rewardId }) => rewardId) });
  return (
    <AdminPage intro={t("referrals.intro")}>
      <SaveBar open={changed} busy={post.busy} onSave={send} onDiscard={discard} />
      <BlockStack gap="600">
        {typed.enabled && <NotLive current={state} />}
        {rewardGone && <Banner tone="warning">{t("referrals.missingReward")}</Banner>}
        {began && <FiguresSoFar figures={figures} />}
        <Card>
          <Checkbox
            label={t("referrals.enabled")}
            helpText={t("referrals.enabledHelp")}
            checked={typed.enabled}
            onChange={(enabled) => type({ enabled })}
          />
        </Card>
        <ReferralFields
          draft={typed}
          issues={open}
          currency={shop.currency}
          rewards={rewards}
          onType={(change) => {
            type(change);
            setMended((before) => [...before, ...Object.keys(change)]);
          }}
        />
        <Part title={t("referrals.previewTitle")}>
          <OfferPreview offer={{ shop, terms: read.ok ? read.terms : terms }} />
        </Part>
        <Part title={t("referrals.legal")}>
          <Text as="p">{t("referrals.legalText")}</Text>
        </Part>
      </BlockStack>
    </AdminPage>
  );
}

/** Tells the outcome once for each answer, and leads to the first field that needs attention. */
function useAnswer(answer: { ok: boolean; issues: ReferralIssues } | undefined): ReferralIssues {
  const t = useT();
  const toast = useToast();
  useTellOnce(answer, ({ ok, issues }) => {
    toast(ok ? t("referrals.saved") : t("referrals.failed"), { isError: !ok });
    const [first] = Object.keys(issues);
    if (first !== undefined) document.getElementById(first)?.focus();
  });
  return answer?.issues ?? {};
}
