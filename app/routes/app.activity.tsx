import { Card } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { z } from "zod";

import { Empty } from "../components/empty.tsx";
import { useT } from "../components/locale.tsx";
import { countWaiting } from "../bonuses/claims/claims-list.server.ts";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useDownload } from "../components/page/download.tsx";
import { Pages } from "../components/page/pages.tsx";
import { RedemptionFilters } from "../components/redemptions/redemption-filters.tsx";
import { RedemptionTable } from "../components/redemptions/redemption-table.tsx";
import type { UndoAnswer } from "../components/redemptions/undo-redemption.tsx";
import { db } from "../db.server.ts";
import { parseRedemptionQuery, writeRedemptionQuery } from "../insights/redemptions/redemption-query.ts";
import { hasRedemptions, listRedemptionLines } from "../insights/redemptions/redemptions.server.ts";
import { withdrawRedemption } from "../actions/merchant/withdraw-redemption.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { listRewards } from "../rewards/rewards.server.ts";
import { to } from "../pages.ts";

const PAGE = 50;

const undoSchema = z.object({
  intent: z.literal("undo"),
  redemptionId: z
    .string()
    .regex(/^\d{1,18}$/)
    .transform(BigInt),
  reason: z.enum(["undone", "withdrawn"]),
});

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const query = parseRedemptionQuery(new URL(request.url).searchParams);
  const [page, rewards, any, waiting] = await Promise.all([
    listRedemptionLines(db(), shop, query, PAGE),
    listRewards(db(), shop.shopId),
    hasRedemptions(db(), shop.shopId),
    countWaiting(db(), shop.shopId),
  ]);
  return { query, page, any, waiting, rewards: rewards.map(({ rewardId, terms }) => ({ rewardId, title: terms.title })) };
}

export async function action({ request }: ActionFunctionArgs): Promise<UndoAnswer> {
  const { shop, actor } = await authenticateMerchant(request);
  const parsed = undoSchema.safeParse(Object.fromEntries(await readFields(request)));
  if (!parsed.success) throw new Response("Unknown intent", { status: 422 });
  const { redemptionId, reason } = parsed.data;
  const outcome = await withdrawRedemption(shop, redemptionId, { reason, actor });
  if (outcome.ok) return { outcome: outcome.state === "released" ? "undone" : "undoing" };
  if (outcome.reason === "unknown-redemption") throw new Response("Not found", { status: 404 });
  return { outcome: outcome.reason };
}

export default function Redemptions() {
  const { query, page, any, waiting, rewards } = useLoaderData<typeof loader>();
  const t = useT();
  const { busy, download } = useDownload({
    url: to("redemptionsCsv", writeRedemptionQuery({ ...query, cursor: null })),
    fileName: "reprise-redemptions.csv",
    failed: t("redemptions.exportFailed"),
  });
  const address = (cursor: typeof page.next) =>
    cursor === null ? null : to("redemptions", writeRedemptionQuery({ ...query, cursor }));
  return (
    <AdminPage
      intro={t("redemptions.intro")}
      counts={{ approvals: waiting }}
      secondaryActions={any ? [{ content: t("redemptions.export"), loading: busy, onAction: download }] : []}
      fullWidth
    >
      <Card padding={any ? "0" : "400"}>
        {any ? (
          <>
            <RedemptionFilters query={query} rewards={rewards} />
            {page.rows.length === 0 ? (
              <Empty
                title={t("redemptions.noneTitle")}
                text={t("redemptions.noneText")}
                action={{ content: t("redemptions.clear"), url: to("redemptions") }}
              />
            ) : (
              <RedemptionTable lines={page.rows} />
            )}
            <Pages previous={address(page.previous)} next={address(page.next)} />
          </>
        ) : (
          <Empty
            title={t("redemptions.emptyTitle")}
            text={t("redemptions.emptyText")}
            action={{ content: t("redemptions.emptyAction"), url: to("rewards") }}
          />
        )}
      </Card>
    </AdminPage>
  );
}
