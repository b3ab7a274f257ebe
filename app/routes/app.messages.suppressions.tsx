import { BlockStack, Card } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { z } from "zod";

import { addSuppression, liftSuppression } from "../actions/merchant/change-suppression.server.ts";
import { Empty } from "../components/empty.tsx";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useDownload } from "../components/page/download.tsx";
import { Pages } from "../components/page/pages.tsx";
import { AddSuppression } from "../components/suppressions/add-suppression.tsx";
import { ChangeList } from "../components/suppressions/change-list.tsx";
import type { SuppressionAnswer } from "../components/suppressions/lift-suppression.tsx";
import { SuppressionFilters } from "../components/suppressions/suppression-filters.tsx";
import { SuppressionList } from "../components/suppressions/suppression-list.tsx";
import { db } from "../db.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { hasSuppressions, listSuppressionChanges, listSuppressions } from "../messages/suppressions/list.server.ts";
import { parseSuppressionQuery, writeSuppressionQuery } from "../messages/suppressions/query.ts";
import { suppressionReasons } from "../messages/suppressions/suppression.ts";
import { to } from "../pages.ts";

const PAGE = 50;
const CHANGES = 10;

const intentSchema = z.discriminatedUnion("intent", [
  z.object({
    intent: z.literal("lift"),
    address: z.string().min(1).max(320),
    reason: z.enum(suppressionReasons),
    sure: z.string().default(""),
  }),
  z.object({ intent: z.literal("add"), address: z.string().max(320) }),
]);

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const query = parseSuppressionQuery(new URL(request.url).searchParams);
  const [page, any, changes] = await Promise.all([
    listSuppressions(db(), shop.shopId, query, PAGE),
    hasSuppressions(db(), shop.shopId),
    listSuppressionChanges(db(), shop.shopId, CHANGES),
  ]);
  return { query, page, any, changes };
}

export async function action({ request }: ActionFunctionArgs): Promise<SuppressionAnswer> {
  const { shop, actor } = await authenticateMerchant(request);
  const parsed = intentSchema.safeParse(Object.fromEntries(await readFields(request)));
  if (!parsed.success) throw new Response("Unknown intent", { status: 422 });
  if (parsed.data.intent === "add") return { outcome: await addSuppression(shop, parsed.data.address, actor) };
  const { address, reason, sure } = parsed.data;
  return { outcome: await liftSuppression(shop, { address, reason, sure: sure === "yes" }, actor) };
}

export default function Suppressions() {
  const { query, page, any, changes } = useLoaderData<typeof loader>();
  const t = useT();
  const { busy, download } = useDownload({
    url: to("suppressionsCsv", writeSuppressionQuery({ ...query, cursor: null })),
    fileName: "reprise-suppressed-addresses.csv",
    failed: t("suppressions.exportFailed"),
  });
  const address = (cursor: typeof page.next) =>
    cursor === null ? null : to("suppressions", writeSuppressionQuery({ ...query, cursor }));
  return (
    <AdminPage
      intro={t("suppressions.intro")}
      secondaryActions={any ? [{ content: t("suppressions.export"), loading: busy, onAction: download }] : []}
    >
      <BlockStack gap="400">
        <Card padding={any ? "0" : "400"}>
          {any ? (
            <>
              <SuppressionFilters query={query} />
              {page.rows.length === 0 ? (
                <Empty
                  title={t("suppressions.noneTitle")}
                  text={t("suppressions.noneText")}
                  action={{ content: t("suppressions.clear"), url: to("suppressions") }}
                />
              ) : (
                <SuppressionList lines={page.rows} />
              )}
              <Pages previous={address(page.previous)} next={address(page.next)} />
            </>
          ) : (
            <Empty title={t("suppressions.emptyTitle")} text={t("suppressions.emptyText")} />
          )}
        </Card>
        <AddSuppression />
        <ChangeList changes={changes} />
      </BlockStack>
    </AdminPage>
  );
}
