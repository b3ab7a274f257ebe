import { Card } from "@shopify/polaris";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { now } from "../clock.server.ts";
import { Empty } from "../components/empty.tsx";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { SegmentList } from "../components/segments/segment-list.tsx";
import { db } from "../db.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { listSegmentLines } from "../segments/figures/overview.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  return listSegmentLines(db(), shop, now());
}

export default function Segments() {
  const { segments, customers } = useLoaderData<typeof loader>();
  const t = useT();
  return (
    <AdminPage
      intro={t("segments.intro")}
      primaryAction={{ content: t("segmentEditor.newTitle"), url: to("newSegment") }}
      secondaryActions={[{ content: t("segmentPage.readyMade"), url: to("readyMade") }]}
    >
      {segments.length === 0 ? (
        <Card>
          <Empty
            title={t("segments.emptyTitle")}
            text={t("segments.emptyText")}
            action={{ content: t("segmentPage.readyMade"), url: to("readyMade") }}
          />
        </Card>
      ) : (
        <SegmentList segments={segments} customers={customers} />
      )}
    </AdminPage>
  );
}
