import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { z } from "zod";

import { withdrawReward } from "../actions/merchant/withdraw-reward.server.ts";
import { now } from "../clock.server.ts";
import { useLocale, useT } from "../components/locale.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { AdminPage } from "../components/page/admin-page.tsx";
import { NotLive } from "../components/program/state/not-live.tsx";
import { RewardForm, type SaveAnswer } from "../components/rewards/reward-form.tsx";
import { StateCard, type RewardIntent } from "../components/rewards/state-card.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { usePost } from "../components/page/posting/post.ts";
import { db } from "../db.server.ts";
import { readRewardUsage } from "../insights/redemptions/reward-usage.server.ts";
import { NO_USAGE } from "../insights/redemptions/reward-usage.ts";
import { creditUseFor } from "../sync/credit-use.server.ts";
import { enqueue } from "../queue/queue.server.ts";
import { readFields } from "../lib/posted.ts";
import { MINUTE_MS } from "../lib/time.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { textIn } from "../program/rules/texts.ts";
import { currentProgram, currentState } from "../program/versions.server.ts";
import { draftIn, draftOf, EMPTY_DRAFT, languagesOf, starts } from "../rewards/reward-draft.ts";
import { parseDraft, readDraft } from "../rewards/reward-form.ts";
import { canBeUsed } from "../rewards/reward.ts";
import { tellThemeOfAll } from "../rewards/for-members.server.ts";
import { createReward, findReward, findTwin, setRewardState, updateReward, type RewardState } from "../rewards/rewards.server.ts";
import { listSegments } from "../segments/segments.server.ts";
import { missingScopes } from "../shops/optional-scopes.ts";
import type { Shop } from "../shops/shop.ts";
import { listScopes, readStorefront } from "../shops/shops.server.ts";
import { findVariant, listVariants } from "../shops/variants.server.ts";
import { readShopTaxes } from "../sync/theme/shop-taxes.server.ts";

const MOST_PRODUCTS = 250;
/** So long after a save its like is the same save, sent again because no answer came. */
const AGAIN_MS = 10 * MINUTE_MS;

const intentSchema = z.enum(["save", "activate", "pause", "archive", "withdraw"]);
const states = { activate: "active", pause: "paused", archive: "archived" } as const satisfies Record<string, RewardState>;

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const rewardId = parseId(params["rewardId"]);
  const at = now();
  const [reward, { rules }, program, usage, products, granted, taxes, credit, segments, storefront] = await Promise.all([
    rewardId === null ? null : findReward(db(), shop.shopId, rewardId),
    currentProgram(db(), shop.shopId, at),
    currentState(db(), shop.shopId),
    readRewardUsage(db(), shop.shopId),
    listVariants(db(), shop.shopId, MOST_PRODUCTS),
    listScopes(db(), shop.shopId),
    readShopTaxes(db(), shop),
    creditUseFor(shop),
    listSegments(db(), shop.shopId),
    readStorefront(db(), shop),
  ]);
  if (rewardId !== null && reward === null) throw notFound();
  return {
    reward:
      reward === null
        ? null
        : {
            ...{ rewardId: reward.rewardId, state: reward.state, title: reward.terms.title },
            hidden: reward.state === "active" && !canBeUsed(reward.terms.kind, credit),
          },
    program,
    creditObstacle: credit.can === "no" ? credit.why : null,
    draft: reward === null ? EMPTY_DRAFT : draftOf(reward.terms, shop.currency),
    usage: (rewardId === null ? undefined : usage.get(rewardId)) ?? NO_USAGE,
    segments: segments.map(({ segmentId, key, name }) => ({ segmentId, key, name })),
    languages: languagesOf([storefront.primaryLocale, ...storefront.publishedLocales]),
    sample: { currency: shop.currency, ...taxes, at },
    ...{ rules, products, primaryLocale: shop.primaryLocale, missingScopes: missingScopes(granted) },
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const rewardId = parseId(params["rewardId"]);
  const form = await readFields(request);
  const intent = intentSchema.safeParse(form.get("intent")).data;
  if (intent === undefined) throw new Response("Unknown intent", { status: 422 });
  if (intent === "save") return save(shop, rewardId, form, now());
  if (rewardId === null) throw notFound();
  if (intent === "withdraw") {
    if ((await findReward(db(), shop.shopId, rewardId)) === null) throw notFound();
    return { did: intent, count: await withdrawReward(shop, rewardId, actor) };
  }
  if (!(await setRewardState(shop.shopId, rewardId, states[intent], now()))) throw notFound();
  await enqueue("publish-program", [{ shopId: shop.shopId }]);
  return { did: intent, count: 1 };
}

async function save(shop: Shop, rewardId: number | null, form: FormData, at: Date) {
  const refuse = (errors: Extract<SaveAnswer, { ok: false }>["errors"]) =>
    data({ ok: false, errors } satisfies SaveAnswer, { status: 422 });
  const draft = parseDraft(form);
  if (draft === null) throw new Response("Not a reward", { status: 422 });
  const { rules } = await currentProgram(db(), shop.shopId, at);
  const segmentIds = (await listSegments(db(), shop.shopId)).map(({ segmentId }) => segmentId);
  const tiers = (rules.tiers?.levels ?? []).map(({ key }) => key);
  const parsed = readDraft(draft, { currency: shop.currency, tiers, segmentIds });
  if (!parsed.ok) return refuse(parsed.errors);
  const { terms } = parsed;
  if (terms.product != null) {
    const variant = await findVariant(db(), shop.shopId, terms.product);
    if (variant === null) return refuse({ product: "unknown-product" });
    terms.product.title = variant.title;
  }
  const before = rewardId === null ? null : await findReward(db(), shop.shopId, rewardId);
  if (rewardId !== null && !(await updateReward(shop.shopId, rewardId, terms, at))) throw notFound();
  const lately = new Date(at.getTime() - AGAIN_MS);
  const start = starts.find((one) => one === form.get("start")) ?? "active";
  const saved =
    rewardId ?? (await findTwin(shop.shopId, terms, lately, start)) ?? (await createReward(shop.shopId, terms, at, start));
  const around = [before?.terms.segmentId ?? null, terms.segmentId];
  const moved = around[0] === around[1] ? [] : around.filter((segmentId) => segmentId !== null);
  await tellThemeOfAll(db(), shop.shopId, moved, at);
  await enqueue("publish-program", [{ shopId: shop.shopId }]);
  return { ok: true, rewardId: saved } satisfies SaveAnswer;
}

/** Null for the page of a reward that is still to be made. */
function parseId(text: string | undefined): number | null {
  if (text === "new") return null;
  if (text === undefined || !/^\d{1,9}$/.test(text)) throw notFound();
  return Number(text);
}

function notFound(): Response {
  return new Response("reward", { status: 404 });
}

export default function RewardPage() {
  const {
    reward,
    program,
    draft,
    usage,
    rules,
    sample,
    products,
    primaryLocale,
    missingScopes,
    creditObstacle,
    segments,
    languages,
  } = useLoaderData<typeof loader>();
  const t = useT();
  const locale = useLocale();
  const post = usePost<{ did: RewardIntent; count: number }>();
  useAnswer(post.answer);
  const title = reward === null ? t("rewards.newTitle") : textIn(reward.title, locale);
  const tiers = (rules.tiers?.levels ?? []).map(({ key, name }) => ({ key, name: textIn(name, locale) }));
  return (
    <AdminPage title={title}>
      <NotLive current={program} />
      <RewardForm
        key={reward?.rewardId ?? "new"}
        rewardId={reward?.rewardId ?? null}
        saved={draftIn(draft, locale)}
        openCodes={usage.open}
        primaryLocale={primaryLocale}
        languages={languages}
        rules={rules}
        sample={sample}
        tiers={tiers}
        segments={segments}
        products={products}
        missingScopes={missingScopes}
        creditObstacle={creditObstacle}
        aside={
          reward !== null && (
            <StateCard
              state={reward.state}
              hidden={reward.hidden}
              usage={usage}
              busy={post.busy}
              send={(intent) => post.submit({ intent })}
            />
          )
        }
      />
    </AdminPage>
  );
}

function useAnswer(answer: { did: RewardIntent; count: number } | undefined): void {
  const t = useT();
  const toast = useToast();
  useTellOnce(answer, (answer) => {
    const words: Record<RewardIntent, string> = {
      activate: t("rewards.nowActive"),
      pause: t("rewards.nowPaused"),
      archive: t("rewards.nowArchived"),
      withdraw: t("rewards.withdrawn", { count: answer.count }),
    };
    toast(words[answer.did]);
  });
}
