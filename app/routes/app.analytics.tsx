import { Card } from "@shopify/polaris";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { now } from "../clock.server.ts";
import { useLive } from "../components/batches/progress.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { Empty } from "../components/empty.tsx";
import { useT } from "../components/locale.tsx";
import { useDownload } from "../components/page/download.tsx";
import { FlowCard } from "../components/reports/flow-card.tsx";
import { ForecastCard } from "../components/reports/forecast-card.tsx";
import { OpenCard } from "../components/reports/open-card.tsx";
import { Standing } from "../components/reports/standing.tsx";
import { RewardsCard, RulesCard } from "../components/reports/top-cards.tsx";
import { db } from "../db.server.ts";
import { readOutlook } from "../insights/points/outlook.server.ts";
import { ESTIMATE_CUSTOMERS, readPointsReport } from "../insights/points/points-report.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { ESTIMATE_MONTHS } from "../points/expiry/forecast.server.ts";
import { enqueue } from "../queue/queue.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const at = now();
  const [report, outlook] = await Promise.all([readPointsReport(db(), shop, at), readOutlook(db(), shop, at)]);
  if (outlook.stale) await enqueue("forecast-points", [{ shopId: shop.shopId }]);
  return { report, outlook, floor: { months: ESTIMATE_MONTHS, customers: ESTIMATE_CUSTOMERS } };
}

export default function Reports() {
  const { report, outlook, floor } = useLoaderData<typeof loader>();
  useLive(outlook.stale);
  const t = useT();
  const { busy, download } = useDownload({
    url: to("analyticsCsv"),
    fileName: "reprise-points.csv",
    failed: t("reports.exportFailed"),
  });
  const { granted, spent, expired, outstanding, debt } = report;
  if ([granted, spent, expired, outstanding.points, debt.points].every((points) => points === 0n)) return <NothingYet />;
  return (
    <AdminPage
      intro={t("reports.intro")}
      secondaryActions={[{ content: t("reports.export"), loading: busy, onAction: download }]}
    >
      <Standing report={report} outlook={outlook} floor={floor} />
      <FlowCard report={report} />
      <OpenCard report={report} />
      <ForecastCard outlook={outlook} />
      <RulesCard rules={report.rules} />
      <RewardsCard rewards={report.rewards} />
    </AdminPage>
  );
}

function NothingYet() {
  const t = useT();
  return (
    <AdminPage>
      <Card>
        <Empty
          title={t("reports.emptyTitle")}
          text={t("reports.emptyText")}
          action={{ content: t("reports.emptyAction"), url: to("rewards") }}
        />
      </Card>
    </AdminPage>
  );
}
