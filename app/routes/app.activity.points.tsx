import { Card } from "@shopify/polaris";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { listNames } from "../achievements/achievements.server.ts";
import { COMMISSION } from "../affiliates/payouts/method.ts";
import { countWaiting } from "../bonuses/claims/claims-list.server.ts";
import { now } from "../clock.server.ts";
import { Empty } from "../components/empty.tsx";
import { LogTable } from "../components/ledger/log-table.tsx";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useDownload } from "../components/page/download.tsx";
import { Pages } from "../components/page/pages.tsx";
import { db } from "../db.server.ts";
import { listNames as listDraws } from "../draws/draws.server.ts";
import { listLog, parseLogCursor } from "../insights/points/points-log.server.ts";
import { BOARD } from "../leaderboard/board.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { listPrograms } from "../program/versions.server.ts";

const PAGE = 50;

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const before = parseLogCursor(new URL(request.url).searchParams.get("before"));
  const [log, programs, waiting, achievements, draws] = await Promise.all([
    listLog(db(), shop.shopId, { limit: PAGE, before }),
    listPrograms(db(), shop.shopId),
    countWaiting(db(), shop.shopId),
    listNames(db(), shop.shopId),
    listDraws(db(), shop.shopId),
  ]);
  const rules = programs.flatMap((program) => program.rules.bonuses.map(({ key, kind, title }) => ({ key, kind, title })));
  const bonuses = [...rules, ...achievements, ...draws, BOARD, COMMISSION];
  return { ...log, bonuses: bonuses.reverse(), waiting, at: now() };
}

export default function PointsLog() {
  const { lines, next, bonuses, waiting, at } = useLoaderData<typeof loader>();
  const t = useT();
  const { busy, download } = useDownload({
    url: to("pointsCsv"),
    fileName: "reprise-ledger.csv",
    failed: t("pointsTools.exportFailed"),
  });
  return (
    <AdminPage
      intro={t("pointsLog.intro")}
      counts={{ approvals: waiting }}
      secondaryActions={lines.length === 0 ? [] : [{ content: t("pointsLog.export"), loading: busy, onAction: download }]}
      fullWidth
    >
      <Card padding={lines.length === 0 ? "400" : "0"}>
        {lines.length === 0 ? (
          <Empty title={t("pointsLog.emptyTitle")} text={t("pointsLog.emptyText")} />
        ) : (
          <LogTable lines={lines} at={at} bonuses={bonuses} />
        )}
        <Pages next={next === null ? null : to("pointsLog", { before: next })} />
      </Card>
    </AdminPage>
  );
}
