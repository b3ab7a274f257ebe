import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { z } from "zod";

import { duplicateSegment } from "../actions/segments/duplicate-segment.server.ts";
import { removeSegment } from "../actions/segments/remove-segment.server.ts";
import { tagMembers } from "../actions/segments/tag-members.server.ts";
import { listSegmentUses } from "../actions/segments/uses.server.ts";

import { Banner, InlineGrid } from "@shopify/polaris";
import { now } from "../clock.server.ts";
import { useLive } from "../components/batches/progress.tsx";
import { useLocale, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { useDownload } from "../components/page/download.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { SegmentFigures } from "../components/segment/figures.tsx";
import { MirrorNote } from "../components/segments/mirror-note.tsx";
import { RemoveSegment } from "../components/segment/remove-segment.tsx";
import { SizeChart } from "../components/segment/size-chart.tsx";
import { TagCard, type TagAnswer } from "../components/segment/tag-card.tsx";
import { UseCard } from "../components/segment/use-card.tsx";
import { SegmentViews } from "../components/segment/views.tsx";
import { useSegmentName } from "../components/segment-badge.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { parseQuery } from "../customers/views/list-query.ts";
import { listCustomers } from "../customers/views/list.server.ts";
import { db } from "../db.server.ts";
import { translator, type PlainKey } from "../i18n/translate.ts";
import { readFields } from "../lib/posted.ts";
import { instantIn, MINUTE_MS, plusMs } from "../lib/time.ts";
import { listStates } from "../mirrors/mirrors.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { textIn } from "../program/rules/texts.ts";
import { currentProgram } from "../program/versions.server.ts";
import { parseCompared } from "../segments/figures/overlap.ts";
import { readOverlap } from "../segments/figures/overlap.server.ts";
import { findSegmentLine, listSegmentLines, type SegmentLine } from "../segments/figures/overview.server.ts";
import { listAll } from "../segments/editing/store.server.ts";
import { askedBy } from "../segments/language/answers.ts";
import { readDays, type SegmentDay } from "../segments/history/days.server.ts";
import { listMoves } from "../segments/history/moves.server.ts";
import { parseMovesQuery } from "../segments/history/moves-query.ts";
import { parseTag } from "../segments/tags/in-force.ts";
import { readTagState } from "../segments/tags/settings.server.ts";
import type { Shop } from "../shops/shop.ts";
import { clausesOf } from "../sync/mirrors/wanted.server.ts";

const CHART_DAYS = 90;
/** So soon after it was made, a segment without members may have some that a job is still looking for. */
const FINDING_MS = MINUTE_MS;

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const at = now();
  const { segments, customers } = await listSegmentLines(db(), shop, at);
  const segment = segments.find(({ segmentId }) => String(segmentId) === params["segmentId"]);
  if (segment === undefined) throw new Response("segment", { status: 404 });
  const { searchParams } = new URL(request.url);
  const clauses = clausesOf(segment.query, askedBy(await listAll(db(), shop.shopId)), segment.key);
  const [shown, days, uses, tag, mirrors] = await Promise.all([
    read(shop, segment, segments, searchParams, at),
    readDays(db(), shop, segment.segmentId, CHART_DAYS, at),
    listSegmentUses(db(), shop.shopId, segment),
    readTagState(db(), shop.shopId, segment.segmentId),
    listStates(db(), shop.shopId, clauses),
  ]);
  const others = segments.filter((other) => other !== segment).map(({ segmentId, key, name }) => ({ segmentId, key, name }));
  return {
    ...{ segment, customers, others, shown, uses, tag, mirrors, left: mirrors.length < clauses.length },
    finding: !segment.awaiting && segment.members === 0 && plusMs(segment.createdAt, FINDING_MS) > at,
    days: days.map(({ day, members, came, went }) => ({ at: instantIn(day, shop.timeZone, 12), members, came, went })),
  };
}

async function read(shop: Shop, segment: SegmentLine, all: readonly SegmentLine[], params: URLSearchParams, at: Date) {
  const view = params.get("view");
  switch (view === "moves" || view === "overlap" ? view : "members") {
    case "moves": {
      const query = parseMovesQuery(params);
      const [{ moves, next }, days] = [
        await listMoves(db(), shop, segment.segmentId, query, at),
        await readDays(db(), shop, segment.segmentId, query.days, at),
      ];
      const sum = (what: "came" | "went") => days.reduce((total: number, day: SegmentDay) => total + day[what], 0);
      return { view: "moves" as const, query, moves, next, came: sum("came"), went: sum("went") };
    }
    case "overlap": {
      const compared = parseCompared(params, segment.segmentId).filter((id) => all.some(({ segmentId }) => segmentId === id));
      const ids = [segment.segmentId, ...compared];
      return { view: "overlap" as const, compared, overlap: ids.length < 2 ? null : await readOverlap(db(), shop.shopId, ids) };
    }
    case "members": {
      const query = { ...parseQuery(params), segment: segment.key, also: [] };
      const [page, { rules }] = [await listCustomers(db(), shop.shopId, query), await currentProgram(db(), shop.shopId, at)];
      const levels = (rules.tiers?.levels ?? []).map(({ key, name }) => ({ key, name }));
      return { view: "members" as const, query, page, levels, expires: rules.expiry.mode !== "off" };
    }
  }
}

const intentSchema = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("tag"), tag: z.string().max(1_000) }),
  z.object({ intent: z.literal("untag") }),
  z.object({ intent: z.literal("duplicate") }),
  z.object({ intent: z.literal("remove") }),
]);
type MadeAnswer = { about: "segment"; ok: false; reason: "gone" | "too-many" | "in-use" };

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const at = now();
  const asked = intentSchema.safeParse(Object.fromEntries(await readFields(request))).data;
  const id = params["segmentId"] ?? "";
  const segment = /^\d{1,9}$/.test(id) ? await findSegmentLine(db(), shop, Number(id), at) : null;
  if (segment === null) throw new Response("segment", { status: 404 });
  if (asked === undefined) throw new Response("No such intent", { status: 422 });
  const { segmentId } = segment;
  switch (asked.intent) {
    case "tag": {
      const tag = parseTag(asked.tag);
      const reason = tag === null ? "no-tag" : await tagMembers(shop, segmentId, tag);
      return reason === null
        ? ({ about: "tag", ok: true } satisfies TagAnswer)
        : data<TagAnswer>({ about: "tag", ok: false, reason }, { status: 422 });
    }
    case "untag":
      await tagMembers(shop, segmentId, null);
      return { about: "tag", ok: true } satisfies TagAnswer;
    case "duplicate": {
      const made = await duplicateSegment(shop, segmentId, translator(locale)("segmentPage.copyOf", { name: segment.name }));
      if (made.ok) return redirect(to("segment", { segmentId: made.segment.segmentId }));
      return data<MadeAnswer>({ about: "segment", ok: false, reason: made.reason }, { status: 422 });
    }
    case "remove": {
      const removed = await removeSegment(shop, segmentId);
      if (removed.ok) return redirect(to("segments"));
      return data<MadeAnswer>({ about: "segment", ok: false, reason: removed.reason }, { status: 422 });
    }
  }
}

const madeWords: Record<MadeAnswer["reason"], PlainKey> = {
  gone: "segmentPage.tagGone",
  "too-many": "segmentPage.tooMany",
  "in-use": "segmentPage.inUse",
};

export default function Segment() {
  const { segment, customers, others, shown, days, uses, tag, mirrors, left, finding } = useLoaderData<typeof loader>();
  const t = useT();
  const locale = useLocale();
  const nameOf = useSegmentName();
  const name = nameOf(segment);
  const { busy, download } = useDownload({
    url: to("customersCsv", { segment: segment.key }),
    fileName: `reprise-segment-${segment.key}.csv`,
    failed: t("customers.exportFailed"),
  });
  const toast = useToast();
  const post = usePost<MadeAnswer>();
  const [removing, setRemoving] = useState(false);
  useLive(finding || segment.awaiting);
  useTellOnce(post.answer, ({ reason }) => toast(t(madeWords[reason]), { isError: true }));
  const view =
    shown.view === "members"
      ? { ...shown, tiers: shown.levels.map(({ key, name: words }) => ({ key, name: textIn(words, locale) })) }
      : shown;
  return (
    <AdminPage
      title={name}
      fullWidth
      primaryAction={{ content: t("segmentEditor.title"), url: to("editSegment", { segmentId: segment.segmentId }) }}
      secondaryActions={[
        { content: t("segmentPage.export"), loading: busy, onAction: download },
        { content: t("segmentPage.duplicate"), loading: post.busy, onAction: () => post.submit({ intent: "duplicate" }) },
        { content: t("segmentPage.remove"), loading: post.busy, onAction: () => setRemoving(true) },
      ]}
    >
      {finding && (
        <Banner>
          <p role="status">{t("segmentPage.finding")}</p>
        </Banner>
      )}
      <MirrorNote mirrors={mirrors} left={left} />
      <SegmentFigures segment={segment} customers={customers} />
      <SizeChart days={days} />
      <SegmentViews
        segment={{ ...segment, name }}
        others={others.map((other) => ({ ...other, name: nameOf(other) }))}
        shown={view}
      />
      <InlineGrid columns={{ xs: 1, md: 2 }} gap="400" alignItems="start">
        <UseCard segmentKey={segment.key} uses={uses} />
        <TagCard key={segment.segmentId} state={tag} />
      </InlineGrid>
      <RemoveSegment open={removing} remove={() => post.submit({ intent: "remove" })} onClose={() => setRemoving(false)} />
    </AdminPage>
  );
}
