import { Banner, BlockStack, Card, Layout } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { z } from "zod";

import { isOpen } from "../batches/batch.ts";
import { findBatch } from "../batches/batches.server.ts";
import { now } from "../clock.server.ts";
import { useLive } from "../components/batches/progress.tsx";
import { ImportActions } from "../components/imports/import-actions.tsx";
import { ImportFigures } from "../components/imports/import-figures.tsx";
import { ImportNotices } from "../components/imports/import-notices.tsx";
import { importStates } from "../components/imports/import-words.ts";
import { ReadingCard } from "../components/imports/reading-card.tsx";
import { RowTable } from "../components/imports/row-table.tsx";
import { useFormat, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { db } from "../db.server.ts";
import { parseImportId, type RowState } from "../imports/import.ts";
import { countRows, findImport, findSameContent } from "../imports/imports.server.ts";
import { listRows } from "../imports/rows.server.ts";
import { cancelRun } from "../batches/runs.server.ts";
import { resumeImport, startImport, startUndo } from "../actions/merchant/run-import.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { currentProgram } from "../program/versions.server.ts";

const PAGE = 50;
const states: readonly RowState[] = ["ready", "problem", "applied", "undone"];
const intentSchema = z.object({ intent: z.enum(["apply", "undo", "stop", "go-on"]) });

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const current = await getImport(shop.shopId, params["importId"]);
  const { importId } = current;
  const { searchParams } = new URL(request.url);
  const state = states.find((known) => known === searchParams.get("rows")) ?? null;
  const after = /^\d{1,9}$/.test(searchParams.get("after") ?? "") ? Number(searchParams.get("after")) : 0;
  const [counts, page, same, run, { rules }] = await Promise.all([
    countRows(db(), shop.shopId, importId),
    listRows(db(), shop.shopId, importId, { state, after, limit: PAGE }),
    current.state === "checked" ? findSameContent(db(), shop.shopId, importId) : null,
    current.runId === null ? null : findBatch(db(), shop.shopId, current.runId),
    currentProgram(db(), shop.shopId, now()),
  ]);
  return {
    ...{ import: current, counts, page, same, filter: state },
    levels: (rules.tiers?.levels ?? []).map(({ key, name }) => ({ key, name })),
    run: run === null ? null : { state: run.state, done: run.done, total: run.total },
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const current = await getImport(shop.shopId, params["importId"]);
  const { importId } = current;
  const parsed = intentSchema.safeParse(Object.fromEntries(await readFields(request)));
  if (!parsed.success) throw new Response("Unknown intent", { status: 422 });
  const at = now();
  switch (parsed.data.intent) {
    case "apply":
    case "undo": {
      const outcome = await (parsed.data.intent === "apply" ? startImport : startUndo)(shop, importId, actor, at);
      return { issue: outcome.ok ? null : outcome.reason };
    }
    case "stop":
      if (current.runId !== null) await cancelRun(db(), shop, current.runId, at);
      return { issue: null };
    case "go-on":
      return { issue: (await resumeImport(shop, importId)) ? null : ("not-now" as const) };
  }
}

async function getImport(shopId: number, text: string | undefined) {
  const importId = parseImportId(text);
  const found = importId === null ? null : await findImport(db(), shopId, importId);
  if (found === null) throw new Response("import", { status: 404 });
  return found;
}

export default function Import() {
  const { import: current, counts, page, same, run, filter, levels } = useLoaderData<typeof loader>();
  const t = useT();
  const format = useFormat();
  const post = usePost<typeof action>();
  useLive(run !== null && isOpen(run.state));
  const submit = (intent: string) => post.submit({ intent });
  const issue = post.answer?.issue ?? null;
  return (
    <AdminPage
      title={current.filename}
      intro={`${t(importStates[current.state])} · ${t("imports.uploaded", { date: format.dateTime(current.createdAt) })}`}
    >
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            {issue !== null && (
              <Banner tone="warning">
                <p>{issue === "busy" ? t("imports.busy") : t("imports.notNow")}</p>
              </Banner>
            )}
            <ImportNotices current={current} counts={counts} same={same} />
            <ImportActions current={current} counts={counts} run={run} busy={post.busy} submit={submit} />
            <ImportFigures counts={counts} state={current.state} />
            <Card padding="0">
              <RowTable importId={current.importId} page={page} filter={filter} levels={levels} />
            </Card>
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <ReadingCard current={current} />
        </Layout.Section>
      </Layout>
    </AdminPage>
  );
}
