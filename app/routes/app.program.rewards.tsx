import { Banner, Card, Tabs } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";
import { z } from "zod";

import { now } from "../clock.server.ts";
import { AdminPage } from "../components/page/admin-page.tsx";
import { MissingScope } from "../components/page/missing-scope.tsx";
import { Empty } from "../components/empty.tsx";
import { useLocale, useT } from "../components/locale.tsx";
import { NotLive } from "../components/program/state/not-live.tsx";
import { RewardList } from "../components/rewards/reward-list.tsx";
import { UnspendableCredit } from "../components/rewards/unspendable-credit.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { db } from "../db.server.ts";
import { readRewardUsage } from "../insights/redemptions/reward-usage.server.ts";
import { creditUseFor } from "../sync/credit-use.server.ts";
import { enqueue } from "../queue/queue.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { currentState } from "../program/versions.server.ts";
import { textIn } from "../program/rules/texts.ts";
import { scopeOf } from "../rewards/reward.ts";
import { listRewards, reorder } from "../rewards/rewards.server.ts";
import { isOptional, missingScopes } from "../shops/optional-scopes.ts";
import { listScopes } from "../shops/shops.server.ts";
import { to } from "../pages.ts";

const orderSchema = z.object({ intent: z.literal("order"), order: z.string().regex(/^\d{1,9}(,\d{1,9}){0,499}$/) });

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const archived = new URL(request.url).searchParams.get("tab") === "archived";
  const [rewards, usage, scopes, state] = await Promise.all([
    listRewards(db(), shop.shopId),
    readRewardUsage(db(), shop.shopId),
    listScopes(db(), shop.shopId),
    currentState(db(), shop.shopId),
  ]);
  const missing = missingScopes(scopes);
  const active = rewards.filter(({ state }) => state === "active");
  const credits = active.filter(({ terms }) => terms.kind === "store-credit");
  const credit = credits.length === 0 ? null : await creditUseFor(shop);
  const obstacle = credit?.can === "no" ? credit.why : null;
  const needed = active.map(({ terms }) => ({ title: terms.title, scope: scopeOf(terms.kind) }));
  // Optional scopes are asked for here, all others when the merchant opens the app.
  const denied = needed.filter(({ scope }) => !scopes.includes(scope) && !isOptional(scope));
  return {
    state,
    ...{ creditObstacle: obstacle, hidden: obstacle === null ? [] : credits.map(({ rewardId }) => rewardId) },
    rewards: rewards.filter(({ state }) => (state === "archived") === archived),
    ...{
      usage: [...usage],
      archived,
      denied: denied.map(({ title }) => title),
      giftCardsDenied: needed.some(({ scope }) => scope === "write_gift_cards") && missing.includes("write_gift_cards"),
    },
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const parsed = orderSchema.safeParse(Object.fromEntries(await readFields(request)));
  if (!parsed.success) throw new Response("Unknown intent", { status: 422 });
  await reorder(shop.shopId, parsed.data.order.split(",").map(Number), now());
  await enqueue("publish-program", [{ shopId: shop.shopId }]);
  return { ok: true };
}

export default function Rewards() {
  const { state, rewards, usage, hidden, creditObstacle, archived, denied, giftCardsDenied } = useLoaderData<typeof loader>();
  const t = useT();
  const locale = useLocale();
  const navigate = useNavigate();
  const post = usePost<typeof action>({ action: to("rewards") });
  const order = (rewardIds: readonly number[]) => post.submit({ intent: "order", order: rewardIds.join(",") });
  return (
    <AdminPage
      intro={t("rewards.intro")}
      primaryAction={{ content: t("rewards.add"), url: to("reward", { rewardId: "new" }) }}
      secondaryActions={[
        { content: t("rewards.redemptions"), url: to("redemptions") },
        { content: t("rewards.report"), url: to("analytics") },
      ]}
    >
      <NotLive current={state} />
      {denied.length > 0 && (
        <Banner tone="critical" title={t("rewards.deniedTitle")}>
          <p>{t("rewards.deniedText", { titles: denied.map((title) => textIn(title, locale)).join(", ") })}</p>
        </Banner>
      )}
      {giftCardsDenied && <MissingScope scope="write_gift_cards" />}
      {creditObstacle !== null && <UnspendableCredit why={creditObstacle} />}
      <Card padding="0">
        <Tabs
          tabs={[
            { id: "current", content: t("rewards.tabCurrent"), panelID: "rewards-panel" },
            { id: "archived", content: t("rewards.tabArchived"), panelID: "rewards-panel" },
          ]}
          selected={archived ? 1 : 0}
          onSelect={(index) => navigate(index === 1 ? to("rewards", { tab: "archived" }) : to("rewards"))}
        >
          <div id="rewards-panel">
            {rewards.length > 0 ? (
              <RewardList
                rewards={rewards}
                usage={new Map(usage)}
                hidden={new Set(hidden)}
                busy={post.busy}
                {...(archived ? {} : { onOrder: order })}
              />
            ) : archived ? (
              <Empty title={t("rewards.noArchivedTitle")} text={t("rewards.noArchivedText")} />
            ) : (
              <Empty
                title={t("rewards.emptyTitle")}
                text={t("rewards.emptyText")}
                action={{ content: t("rewards.add"), url: to("reward", { rewardId: "new" }) }}
              />
            )}
          </div>
        </Tabs>
      </Card>
    </AdminPage>
  );
}
