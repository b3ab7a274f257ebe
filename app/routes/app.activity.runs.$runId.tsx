import { Banner, BlockStack, Button, Card, InlineStack } from "@shopify/polaris";
import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { z } from "zod";

import { isOpen } from "../batches/batch.ts";
import { findBatch, findBatchNamed, listBatches } from "../batches/batches.server.ts";
import { now } from "../clock.server.ts";
import { RunProgress, useLive } from "../components/batches/progress.tsx";
import { useRunName } from "../components/batches/run-list.tsx";
import { useFormat, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { AdjustOutcome } from "../components/points-tools/adjust-outcome.tsx";
import { UndoOutcome } from "../components/points-tools/undo-outcome.tsx";
import { AwardConfirm } from "../components/points-tools/award-confirm.tsx";
import { AwardOutcome } from "../components/points-tools/award-result.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { db } from "../db.server.ts";
import { cancelRun, resumeRun } from "../batches/runs.server.ts";
import { undoAdjustment } from "../actions/merchant/undo-adjustment.server.ts";
import { startAward } from "../actions/merchant/award-history.server.ts";
import { translator } from "../i18n/translate.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { adjustResultSchema, adjustSpecSchema } from "../points/adjusting/adjust-many.ts";
import { namePeople } from "../points/adjusting/adjust-many.server.ts";
import { REASON_LIMIT } from "../points/adjusting/adjustment-form.ts";
import { listAdjusted, parseEntryCursor } from "../points/adjusting/run-entries.server.ts";
import { undoResultSchema, undoSpecSchema } from "../points/adjusting/undo-many.ts";
import { awardResultSchema, awardSpecSchema } from "../points/orders/award-history.ts";
import { worthMinor } from "../program/rules/rules.ts";
import { currentProgram, listPrograms } from "../program/versions.server.ts";
import { versionFor } from "../program/version-for.ts";
import type { Shop } from "../shops/shop.ts";
import { to } from "../pages.ts";

const intentSchema = z.object({ intent: z.enum(["stop", "go-on", "award", "undo"]) });

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
      return { run, award: { dryRun: spec.dryRun, overtaken, result, people, worthMinor: worth }, adjust: null, undo: null };
    }
    case "adjust-many": {
      const { points, reason, publicReason } = adjustSpecSchema.parse(batch.spec);
      const result = adjustResultSchema.parse(batch.result);
      const after = parseEntryCursor(new URL(request.url).searchParams.get("after"));
      const [shortPeople, { people, next }, undoneBy, { rules }] = await Promise.all([
        namePeople(db(), shop.shopId, result.shortIds.map(BigInt)),
        listAdjusted(db(), shop.shopId, batch, { after, limit: LISTED }),
        findBatchNamed(db(), shop.shopId, "undo-adjust", runId.toString()),
        currentProgram(db(), shop.shopId, now()),
      ]);
      const total = points * BigInt(result.adjusted);
      const worth = worthMinor(total, rules, shop.currency);
      const adjust = { points, reason, publicReason, result, shortPeople, people, next, undoneBy, total, worthMinor: worth };
      return { run, award: null, adjust, undo: null };
    }
    case "undo-adjust": {
      const { key, reason } = undoSpecSchema.parse(batch.spec);
      const result = undoResultSchema.parse(batch.result);
      const shortPeople = await namePeople(db(), shop.shopId, result.shortIds.map(BigInt));
      return { run, award: null, adjust: null, undo: { of: BigInt(key), reason, result, shortPeople } };
    }
    case "follow-program":
      return { run, award: null, adjust: null, undo: null };
    case "import":
    case "undo-import": {
      const { importId } = z.object({ importId: z.number() }).parse(batch.spec);
      throw redirect(to("import", { importId }));
    }
  }
}

const LATEST = 20;
const LISTED = 50;

/** Whether past orders have been awarded for real after a run. */
async function awardedSince(shop: Shop, runId: bigint): Promise<boolean> {
  const latest = await listBatches(db(), shop.shopId, { kinds: ["award-history"], limit: LATEST });
  return latest.some((later) => later.runId > runId && !awardSpecSchema.parse(later.spec).dryRun);
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, actor, locale } = await authenticateMerchant(request);
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
      // Who would be reached now would not be taken back.
      if ((await findBatchNamed(db(), shop.shopId, "undo-adjust", batch.runId.toString())) !== null)
        throw new Response("Taken back", { status: 422 });
      const went = await db()
        .transaction()
        .execute((tx) => resumeRun(tx, shop, batch.runId));
      return { issue: went ? null : ("open" as const) };
    }
    case "undo": {
      if (batch.kind !== "adjust-many") throw new Response("Nothing to take back", { status: 422 });
      const { reason } = adjustSpecSchema.parse(batch.spec);
      const words = translator(locale)("pointsTools.undoReason", { reason }).slice(0, REASON_LIMIT);
      const runId = await undoAdjustment(shop, batch, words, actor, at);
      return runId === null ? { issue: "open" as const } : redirect(to("run", { runId }));
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
  const { run, award, adjust, undo } = useLoaderData<typeof loader>();
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
            {...(adjust?.undoneBy != null
              ? {}
              : { action: { content: t("pointsTools.goOn"), loading: busy, onAction: () => submit("go-on") } })}
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
        {adjust !== null && (
          <AdjustOutcome {...adjust} runId={run.runId} ended={!isOpen(run.state)} busy={busy} undo={() => submit("undo")} />
        )}
        {undo !== null && <UndoOutcome {...undo} />}
      </BlockStack>
    </AdminPage>
  );
}
