import { Banner, BlockStack, Button, Card, InlineStack } from "@shopify/polaris";
import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { z } from "zod";

import { isOpen } from "../batches/batch.ts";
import { findBatch, listBatches } from "../batches/batches.server.ts";
import { now } from "../clock.server.ts";
import { RunProgress, useLive } from "../components/batches/progress.tsx";
import { useRunName } from "../components/batches/run-list.tsx";
import { useFormat, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { AdjustOutcome } from "../components/points-tools/adjust-outcome.tsx";
import { AwardConfirm } from "../components/points-tools/award-confirm.tsx";
import { AwardOutcome } from "../components/points-tools/award-result.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { db } from "../db.server.ts";
import { cancelRun, resumeRun } from "../batches/runs.server.ts";
import { startAward } from "../actions/merchant/award-history.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { adjustResultSchema, adjustSpecSchema } from "../points/adjusting/adjust-many.ts";
import { namePeople } from "../points/adjusting/adjust-many.server.ts";
import { awardResultSchema, awardSpecSchema } from "../points/orders/award-history.ts";
import { worthMinor } from "../program/rules/rules.ts";
import { listPrograms } from "../program/versions.server.ts";
import { versionFor } from "../program/version-for.ts";
import type { Shop } from "../shops/shop.ts";
import { to } from "../pages.ts";

const intentSchema = z.object({ intent: z.enum(["stop", "go-on", "award"]) });

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const batch = await getBatch(shop, params["runId"]);
  const { runId, kind, state, done, total, createdAt } = batch;
  const run = { runId, kind, state, done, total, createdAt };
  switch (kind) {
    case "award-history": {
      const spec = awardSpecSchema.parse(batch.spec);
      const result = awardResultSchema.parse(batch.result);
      const programs = await listPrograms(db(), shop.shopId);
      const { rules } = programs.find(({ version }) => version === spec.programVersion) ?? versionFor(now(), programs);
      const people = await namePeople(
        db(),
        shop.shopId,
        result.top.map(({ customerId }) => customerId),
      );
      const worth = worthMinor(result.available + result.pending, rules, shop.currency);
      const overtaken = spec.dryRun && (await awardedSince(shop, runId));
      return { run, award: { dryRun: spec.dryRun, overtaken, result, people, worthMinor: worth }, adjust: null };
    }
    case "adjust-many": {
      const { points, reason } = adjustSpecSchema.parse(batch.spec);
      const result = adjustResultSchema.parse(batch.result);
      const short = await namePeople(db(), shop.shopId, result.shortIds.map(BigInt));
      return { run, award: null, adjust: { points, reason, result, shortPeople: short } };
    }
    case "follow-program":
      return { run, award: null, adjust: null };
    case "import":
    case "undo-import": {
      const { importId } = z.object({ importId: z.number() }).parse(batch.spec);
      throw redirect(to("import", { importId }));
    }
  }
}

const LATEST = 20;

/** Whether past orders have been awarded for real after a run. */
async function awardedSince(shop: Shop, runId: bigint): Promise<boolean> {
  const latest = await listBatches(db(), shop.shopId, { kinds: ["award-history"], limit: LATEST });
  return latest.some((later) => later.runId > runId && !awardSpecSchema.parse(later.spec).dryRun);
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const batch = await getBatch(shop, params["runId"]);
  const parsed = intentSchema.safeParse(Object.fromEntries(await readFields(request)));
  // Imports are stopped and continued on their own pages, which know whether they are being undone.
  if (!parsed.success || batch.kind === "import" || batch.kind === "undo-import")
    throw new Response("Unknown intent", { status: 422 });
  const at = now();
  switch (parsed.data.intent) {
    case "stop":
      await cancelRun(db(), shop, batch.runId, at);
      return { issue: null };
    case "go-on": {
      const went = await db()
        .transaction()
        .execute((tx) => resumeRun(tx, shop, batch.runId));
      return { issue: went ? null : ("open" as const) };
    }
    case "award": {
      if (batch.kind !== "award-history" || batch.state !== "done") throw new Response("Nothing to award", { status: 422 });
      const spec = awardSpecSchema.parse(batch.spec);
      const runId = await startAward(shop, { ...spec, dryRun: false }, actor, at);
      return runId === null ? { issue: "open" as const } : redirect(to("run", { runId }));
    }
  }
}

async function getBatch(shop: Shop, text: string | undefined) {
  const batch = text !== undefined && /^\d{1,18}$/.test(text) ? await findBatch(db(), shop.shopId, BigInt(text)) : null;
  if (batch === null) throw new Response("run", { status: 404 });
  return batch;
}

export default function Run() {
  const { run, award, adjust } = useLoaderData<typeof loader>();
  const t = useT();
  const format = useFormat();
  const post = usePost<typeof action>();
  useLive(isOpen(run.state));
  const submit = (intent: string) => post.submit({ intent });
  const { busy } = post;
  const name = useRunName({ kind: run.kind, dryRun: award?.dryRun === true, points: adjust?.points ?? null });
  return (
    <AdminPage title={name} intro={t("pointsTools.started", { date: format.dateTime(run.createdAt) })}>
      <BlockStack gap="400">
        {post.answer?.issue === "open" && (
          <Banner tone="warning">
            <p>{t("pointsTools.alreadyOpen")}</p>
          </Banner>
        )}
        {(run.state === "failed" || run.state === "cancelled") && (
          <Banner
            tone={run.state === "failed" ? "critical" : "info"}
            action={{ content: t("pointsTools.goOn"), loading: busy, onAction: () => submit("go-on") }}
          >
            <p>{run.state === "failed" ? t("pointsTools.failed") : t("pointsTools.stopped")}</p>
          </Banner>
        )}
        {run.state !== "done" && (
          <Card>
            <BlockStack gap="300">
              <RunProgress run={run} words={t("pointsTools.progressCustomers", { done: run.done, total: run.total })} />
              {isOpen(run.state) && (
                <InlineStack>
                  <Button disabled={busy} onClick={() => submit("stop")}>
                    {t("pointsTools.stop")}
                  </Button>
                </InlineStack>
              )}
            </BlockStack>
          </Card>
        )}
        {award !== null && award.dryRun && run.state === "done" && (
          <AwardConfirm result={award.result} overtaken={award.overtaken} busy={busy} award={() => submit("award")} />
        )}
        {award !== null && <AwardOutcome {...award} />}
        {adjust !== null && <AdjustOutcome {...adjust} />}
      </BlockStack>
    </AdminPage>
  );
}
