import { BlockStack, Button, Card, InlineGrid, InlineStack, Text } from "@shopify/polaris";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import type { ReactNode } from "react";
import { z } from "zod";

import { batchKinds, isOpen, type Batch } from "../batches/batch.ts";
import { listBatches } from "../batches/batches.server.ts";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useLive } from "../components/batches/progress.tsx";
import { RunList, type RunLine } from "../components/batches/run-list.tsx";
import { DownloadButton } from "../components/page/download.tsx";
import { useT } from "../components/locale.tsx";
import { pageTitle } from "../components/page/page-title.ts";
import { Pages } from "../components/page/pages.tsx";
import { db } from "../db.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";

const PAGE = 10;

export const meta = pageTitle("pointsTools.title");

/** What the list says of a run, whatever its kind. */
const specSchema = z.object({
  dryRun: z.boolean().catch(false),
  points: z.string().transform(BigInt).nullable().catch(null),
  importId: z.number().nullable().catch(null),
});

function lineOf({ runId, kind, state, done, total, createdAt, spec }: Batch): RunLine {
  return { runId, kind, state, done, total, createdAt, ...specSchema.parse(spec) };
}

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const text = new URL(request.url).searchParams.get("before") ?? "";
  const before = /^\d{1,18}$/.test(text) ? BigInt(text) : null;
  const runs = await listBatches(db(), shop.shopId, { kinds: batchKinds, limit: PAGE + 1, before });
  return { runs: runs.slice(0, PAGE).map(lineOf), more: runs.length > PAGE };
}

export default function PointsTools() {
  const { runs, more } = useLoaderData<typeof loader>();
  const t = useT();
  const last = runs.at(-1);
  useLive(runs.some(({ state }) => isOpen(state)));
  return (
    <AdminPage title={t("pointsTools.title")} intro={t("pointsTools.intro")}>
      <InlineGrid columns={{ xs: 1, md: 2 }} gap="400">
        <Tool title={t("pointsTools.awardTitle")} text={t("pointsTools.awardText")}>
          <Button url="/app/points-tools/award">{t("pointsTools.awardOpen")}</Button>
        </Tool>
        <Tool title={t("pointsTools.adjustTitle")} text={t("pointsTools.adjustText")}>
          <Button url="/app/points-tools/adjust">{t("pointsTools.adjustOpen")}</Button>
        </Tool>
        <Tool title={t("pointsTools.importTitle")} text={t("pointsTools.importText")}>
          <Button url="/app/imports">{t("pointsTools.importOpen")}</Button>
        </Tool>
        <Tool title={t("pointsTools.exportTitle")} text={t("pointsTools.exportText")}>
          <Download url="/app/points-balances.csv" fileName="reprise-balances.csv">
            {t("pointsTools.exportBalances")}
          </Download>
          <Download url="/app/points-ledger.csv" fileName="reprise-ledger.csv">
            {t("pointsTools.exportLedger")}
          </Download>
        </Tool>
      </InlineGrid>
      <RunList runs={runs} />
      <Pages next={more && last !== undefined ? `/app/points-tools?before=${last.runId}` : null} />
    </AdminPage>
  );
}

function Tool({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        <Text as="p" tone="subdued">
          {text}
        </Text>
        <InlineStack gap="200">{children}</InlineStack>
      </BlockStack>
    </Card>
  );
}

function Download({ url, fileName, children }: { url: string; fileName: string; children: string }) {
  const t = useT();
  return (
    <DownloadButton url={url} fileName={fileName} failed={t("pointsTools.exportFailed")}>
      {children}
    </DownloadButton>
  );
}
