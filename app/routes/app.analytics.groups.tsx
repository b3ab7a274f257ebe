import { Card, Text } from "@shopify/polaris";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { now } from "../clock.server.ts";
import { useLive } from "../components/batches/progress.tsx";
import { GroupsCard } from "../components/customer-groups/groups-card.tsx";
import { MapCard } from "../components/customer-groups/map-card.tsx";
import { MovesCard } from "../components/customer-groups/moves-card.tsx";
import { Empty } from "../components/empty.tsx";
import { useFormat, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { Edge } from "../components/page/edge.tsx";
import { db } from "../db.server.ts";
import { readOverview } from "../insights/scores/overview.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { enqueue } from "../queue/queue.server.ts";
import { to } from "../pages.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const { scoredOn, summary, prospects, stale } = await readOverview(db(), shop, now());
  if (stale) await enqueue("score-customers", [{ shopId: shop.shopId }]);
  return { scoredOn, summary, prospects };
}

export default function CustomerGroups() {
  const { scoredOn, summary, prospects } = useLoaderData<typeof loader>();
  useLive(summary === null);
  const t = useT();
  const format = useFormat();
  if (summary === null)
    return (
      <AdminPage intro={t("rfm.intro")}>
        <Card>
          <Text as="p">
            <span role="status">{t("rfm.coming")}</span>
          </Text>
        </Card>
      </AdminPage>
    );
  if (summary.cells.length === 0)
    return (
      <AdminPage intro={t("rfm.intro")}>
        <Card>
          <Empty
            title={t("rfm.emptyTitle")}
            text={t("rfm.emptyText")}
            action={{ content: t("rfm.emptyAction"), url: to("customers") }}
          />
        </Card>
      </AdminPage>
    );
  return (
    <AdminPage intro={t("rfm.intro")}>
      <MapCard cells={summary.cells} />
      <GroupsCard summary={summary} prospects={prospects} />
      <MovesCard moves={summary.moves} />
      {scoredOn !== null && (
        <Edge>
          <Text as="p" variant="bodySm" tone="subdued">
            {t("rfm.asOf", { date: format.date(scoredOn) })}
          </Text>
        </Edge>
      )}
    </AdminPage>
  );
}
