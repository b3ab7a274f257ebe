import { Banner, BlockStack, Card, InlineGrid, Select, Text } from "@shopify/polaris";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";

import { now } from "../clock.server.ts";
import { useLive } from "../components/batches/progress.tsx";
import { Empty } from "../components/empty.tsx";
import { CohortsCard } from "../components/figures/cohorts-card.tsx";
import { useFormat, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useDownload } from "../components/page/download.tsx";
import { Edge } from "../components/page/edge.tsx";
import { db } from "../db.server.ts";
import { laterFigures } from "../insights/figures/kept/later.server.ts";
import { readCohorts } from "../insights/figures/kept/read.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const query = new URL(request.url).searchParams;
  const by = query.get("by") === "rolling" ? ("rolling" as const) : ("months" as const);
  const figure = query.get("show") === "revenue" ? ("revenue" as const) : ("retention" as const);
  return { by, figure, ...(await readCohorts(db(), shop, now(), by, laterFigures(shop))) };
}

export default function Cohorts() {
  const { by, figure, cohorts, asOf, working } = useLoaderData<typeof loader>();
  useLive(working);
  const t = useT();
  const format = useFormat();
  const navigate = useNavigate();
  const { busy, download } = useDownload({
    ...{ url: to("cohortsCsv", { by }), fileName: "reprise-cohorts.csv", failed: t("figures.exportFailed") },
  });
  if (cohorts.length === 0)
    return (
      <AdminPage intro={t("cohorts.intro")}>
        <Card>
          {working ? (
            <Text as="p">
              <span role="status">{t("figures.coming")}</span>
            </Text>
          ) : (
            <Empty
              title={t("figures.emptyTitle")}
              text={t("figures.emptyText")}
              action={{ content: t("figures.emptyAction"), url: to("customers") }}
            />
          )}
        </Card>
      </AdminPage>
    );
  return (
    <AdminPage
      intro={t("cohorts.intro")}
      secondaryActions={[{ content: t("figures.export"), loading: busy, onAction: download }]}
    >
      <Card>
        <BlockStack gap="200">
          <InlineGrid columns={{ xs: 1, sm: 2 }} gap="400">
            <Select
              label={t("cohorts.shown")}
              options={[
                { value: "retention", label: t("cohorts.retention") },
                { value: "revenue", label: t("cohorts.revenue") },
              ]}
              value={figure}
              onChange={(show) => navigate(to("cohorts", { by, show }))}
            />
            <Select
              label={t("cohorts.by")}
              options={[
                { value: "months", label: t("cohorts.byMonths") },
                { value: "rolling", label: t("cohorts.byRolling") },
              ]}
              value={by}
              onChange={(chosen) => navigate(to("cohorts", { by: chosen, show: figure }))}
            />
          </InlineGrid>
          <Text as="p" tone="subdued">
            {t("cohorts.rollingHelp")}
          </Text>
        </BlockStack>
      </Card>
      {working && (
        <Banner>
          <p role="status">{t("figures.older")}</p>
        </Banner>
      )}
      <CohortsCard cohorts={cohorts} figure={figure} />
      {asOf !== null && (
        <Edge>
          <Text as="p" variant="bodySm" tone="subdued">
            {t("cohorts.asOf", { at: format.dateTime(asOf) })}
          </Text>
        </Edge>
      )}
    </AdminPage>
  );
}
