import { Banner, BlockStack, Button, Card, Text } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";

import { now } from "../clock.server.ts";
import { useLive } from "../components/batches/progress.tsx";
import { Empty } from "../components/empty.tsx";
import { FigureGrid } from "../components/figures/figure-grid.tsx";
import { PeriodPicker } from "../components/figures/period-picker.tsx";
import { BenchmarksCard, OverviewCard } from "../components/figures/overview-cards.tsx";
import { FlowsCard, MembersCard } from "../components/figures/table-cards.tsx";
import { CurveCard, MONTHS_ID, MonthsCard, PartsCard } from "../components/figures/trend-cards.tsx";
import { useFormat, useShop, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { useDownload } from "../components/page/download.tsx";
import { Edge } from "../components/page/edge.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { askedOf, isoOf } from "../insights/figures/asked.ts";
import { readFigures } from "../insights/figures/kept/read.server.ts";
import { laterFigures } from "../insights/figures/kept/later.server.ts";
import { figures as known, type FigureKey } from "../insights/figures/list.ts";
import { readNps } from "../insights/survey-results/nps.server.ts";
import { listGoals } from "../insights/goals/goals.server.ts";
import { readResults } from "../insights/lift/results.server.ts";
import { noonOf, shopDay } from "../insights/scores/shop-day.ts";
import { listPublished } from "../insights/figures/changes.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { worthMinor } from "../program/rules/rules.ts";
import { currentProgram } from "../program/versions.server.ts";
import { enqueue } from "../queue/queue.server.ts";
import { ACTIVE_DAYS, readActiveDays, saveActiveDays } from "../shops/settings/active-days.server.ts";

/** Of the goals for retention, the one that the rates of single months can be held against. */
const MONTH_DAYS = 30;

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const at = now();
  const asked = askedOf(new URL(request.url).searchParams, shopDay(shop, at) - 1);
  const [shown, active, goals, { rules }, flows, results, { asks }] = await Promise.all([
    readFigures(db(), shop, at, asked.period, laterFigures(shop)),
    readActiveDays(db(), shop.shopId),
    listGoals(shop.shopId),
    currentProgram(db(), shop.shopId, at),
    listPublished(db(), shop.shopId),
    readResults(db(), shop, at, () => enqueue("measure-flows", [{ shopId: shop.shopId }])),
    // Only whether anything asks: the scores are kept with the other figures.
    readNps(db(), shop, []),
  ]);
  const open = shown.current === null ? null : known.liability.of(shown.current.counts);
  return {
    ...{ asked, shown, asks, active, actives: [...ACTIVE_DAYS], flows, results: [...results.values()] },
    goals: goals.filter(({ days }) => days === asked.kind),
    monthGoals: goals.filter(({ days }) => days === MONTH_DAYS),
    worthMinor: worthMinor(BigInt(Math.max(0, open ?? 0)), rules, shop.currency),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const active = (await readFields(request)).get("active");
  const days = ACTIVE_DAYS.find((known) => String(known) === active);
  if (days === undefined) throw new Response("Unknown number of days", { status: 422 });
  await saveActiveDays(shop.shopId, days, now());
  return { savedAt: now() };
}

export default function Retention() {
  const {
    asked,
    shown,
    asks,
    active,
    actives,
    goals,
    monthGoals,
    worthMinor: worth,
    flows,
    results,
  } = useLoaderData<typeof loader>();
  const [byMonth, setByMonth] = useState<FigureKey>("retention");
  const t = useT();
  const format = useFormat();
  const shop = useShop();
  const toast = useToast();
  const { answer, submit } = usePost<typeof action>({ action: to("retention") });
  useTellOnce(answer, () => toast(t("figures.activeSaved")));
  useLive(shown.working);
  const isCustom = asked.kind === "custom";
  const query = {
    days: isCustom ? null : asked.kind,
    ...{ from: isCustom ? isoOf(asked.period.first) : null, to: isCustom ? isoOf(asked.period.last) : null },
  };
  const { busy, download } = useDownload({
    ...{ url: to("retentionCsv", query), fileName: "reprise-retention.csv", failed: t("figures.exportFailed") },
  });
  const { current, asOf, working } = shown;
  if (current?.counts.customers === 0 && current.counts.unnamed.orders === 0 && !working && asked.kind !== "custom")
    return (
      <AdminPage intro={t("figures.intro")}>
        <Card>
          <Empty
            title={t("figures.emptyTitle")}
            text={t("figures.emptyText")}
            action={{ content: t("figures.emptyAction"), url: to("customers") }}
          />
        </Card>
      </AdminPage>
    );
  const monthGoal = monthGoals.find(({ figure }) => figure === byMonth)?.target ?? null;
  const showMonths = (figure: FigureKey) => {
    setByMonth(figure);
    const card = document.getElementById(MONTHS_ID);
    card?.scrollIntoView();
    card?.focus();
  };
  return (
    <AdminPage
      intro={t("figures.intro")}
      secondaryActions={[{ content: t("figures.export"), loading: busy, disabled: current === null, onAction: download }]}
    >
      <PeriodPicker
        key={`${asked.period.first}:${asked.period.last}`}
        {...{ asked, active, actives }}
        onActive={(days) => submit({ active: days })}
      />
      {working && (
        <Banner>
          <p role="status">{t(current === null ? "figures.coming" : "figures.older")}</p>
        </Banner>
      )}
      {current !== null && (
        <BlockStack gap="400">
          <Edge>
            <Text as="p" tone="subdued" variant="bodySm">
              {t("figures.asOf", {
                at: asOf === null ? "" : format.dateTime(asOf),
                from: format.date(noonOf(shop, current.period.first)),
                to: format.date(noonOf(shop, current.period.last)),
              })}
            </Text>
          </Edge>
          <FigureGrid {...{ shown, goals }} asksForNps={asks} worthMinor={worth} onMonths={showMonths} />
          <OverviewCard shown={shown} />
          <MonthsCard months={shown.months} figure={byMonth} onFigure={setByMonth} goal={monthGoal}>
            <Button variant="plain" loading={busy} onClick={download}>
              {t("figures.export")}
            </Button>
          </MonthsCard>
          <PartsCard months={shown.months} />
          <CurveCard second={current.counts.second} />
          <MembersCard shown={shown} />
          <FlowsCard {...{ shown, flows, results }} />
        </BlockStack>
      )}
      <BenchmarksCard />
    </AdminPage>
  );
}
