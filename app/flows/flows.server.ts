import { sql } from "kysely";

import { Prisma } from "../../prisma/generated/client/client.ts";
import { prisma, type Db } from "../db.server.ts";
import { releaseDeferred } from "../messages/outbox.server.ts";
import type { Shop } from "../shops/shop.ts";
import { definitionSchema, type Definition } from "./definition/definition.ts";
import { indexOf } from "./definition/tree.ts";
import { catchUpSchema, type CatchUp } from "./planner/catch-up.ts";
import type { FlowState } from "./planner/flow.ts";
import { countConcerned, syncTimers } from "./sync.server.ts";

/** A flow as its page shows it. */
export type FlowDetail = {
  flowId: number;
  preset: string | null;
  name: string | null;
  state: FlowState;
  version: number | null;
  liveSince: Date | null;
  catchUp: CatchUp;
  /** As it was published last; null: never, or it can no longer be read. */
  published: Definition | null;
  /** What is being edited, as it was typed; null where nothing is. */
  draft: unknown;
  draftRevision: number;
  draftBy: string | null;
  draftAt: Date | null;
};

type Row = NonNullable<Awaited<ReturnType<typeof findRow>>>;

function findRow(shopId: number, flowId: number) {
  return prisma().flows.findUnique({ where: { shop_id_flow_id: { shop_id: shopId, flow_id: flowId } } });
}

export async function findFlow(shopId: number, flowId: number): Promise<FlowDetail | null> {
  const row = await findRow(shopId, flowId);
  if (row === null) return null;
  const version = row.version === null ? null : await findVersion(shopId, flowId, row.version);
  return { ...detailOf(row), published: version?.definition ?? null };
}

function detailOf(row: Row): Omit<FlowDetail, "published"> {
  return {
    ...{ flowId: row.flow_id, preset: row.preset, name: row.name, state: row.state as FlowState, version: row.version },
    ...{ liveSince: row.live_since, catchUp: catchUpSchema.parse(row.catch_up), draft: row.draft },
    ...{ draftRevision: row.draft_revision, draftBy: row.draft_by, draftAt: row.draft_at },
  };
}

export type FlowVersion = { version: number; definition: Definition | null; createdAt: Date; createdBy: string };

export async function findVersion(shopId: number, flowId: number, version: number): Promise<FlowVersion | null> {
  const row = await prisma().flow_versions.findUnique({
    where: { shop_id_flow_id_version: { shop_id: shopId, flow_id: flowId, version } },
  });
  return row === null ? null : versionOf(row);
}

/** The latest first. */
export async function listVersions(shopId: number, flowId: number): Promise<FlowVersion[]> {
  const where = { shop_id: shopId, flow_id: flowId };
  const rows = await prisma().flow_versions.findMany({ where, orderBy: { version: "desc" }, take: 100 });
  return rows.map(versionOf);
}

function versionOf(row: { version: number; definition: unknown; created_at: Date; created_by: string }): FlowVersion {
  const parsed = definitionSchema.safeParse(row.definition);
  return {
    ...{ version: row.version, createdAt: row.created_at, createdBy: row.created_by },
    definition: parsed.success ? parsed.data : null,
  };
}

/** A flow as the list shows it. */
export type FlowRow = {
  flowId: number;
  preset: string | null;
  name: string | null;
  state: FlowState;
  liveSince: Date | null;
  hasDraft: boolean;
  /** Customers whose occasion is still ahead; who are in it now; who have entered ever. */
  waiting: number;
  active: number;
  entered: number;
  /** Emails that left, and that did not. */
  sent: number;
  dropped: number;
};

/** Live ones first, archived ones last. */
export async function listFlows(db: Db, shopId: number): Promise<FlowRow[]> {
  const { rows } = await sql<FlowRow>`
    select f.flow_id as "flowId", f.preset, f.name, f.state, f.live_since as "liveSince", f.draft is not null as "hasDraft",
      coalesce(r.waiting, 0) as waiting, coalesce(r.active, 0) as active, coalesce(r.entered, 0) as entered,
      coalesce(m.sent, 0) as sent, coalesce(m.dropped, 0) as dropped
    from flows f
    left join (
      select flow_id, count(*) filter (where state = 'waiting')::int as waiting, count(*) filter (where state = 'active')::int as active,
        count(*) filter (where entered_at is not null)::int as entered
      from flow_runs where shop_id = ${shopId} group by flow_id
    ) r on r.flow_id = f.flow_id
    left join (
      select flow_id, count(*) filter (where state = 'sent')::int as sent, count(*) filter (where state in ('dropped', 'failed'))::int as dropped
      from messages where shop_id = ${shopId} and flow_id is not null group by flow_id
    ) m on m.flow_id = f.flow_id
    where f.shop_id = ${shopId}
    order by array_position(array['live', 'paused', 'draft', 'archived'], f.state), f.flow_id
  `.execute(db);
  return rows;
}

/** @returns the new flow's id */
export async function createFlow(
  shopId: number,
  { preset, name, draft }: { preset: string | null; name: string | null; draft: unknown },
  by: string,
  now: Date,
): Promise<number> {
  const row = await prisma().flows.create({
    data: {
      ...{ shop_id: shopId, preset, name, draft: json(draft), draft_revision: 1, draft_by: by, draft_at: now },
      ...{ created_at: now, updated_at: now },
    },
    select: { flow_id: true },
  });
  return row.flow_id;
}

/** Somebody else has saved meanwhile: what they wrote, when, and under which revision. */
export type Conflict = { revision: number; draft: unknown; by: string | null; at: Date | null };
export type SaveOutcome =
  { ok: true; revision: number } | { ok: false; reason: "unknown-flow" } | { ok: false; reason: "conflict"; other: Conflict };

/**
 * Keeps what is being edited; it may be incomplete, and does nothing until it is published.
 * @param draft null: nothing is edited any more
 * @param seen the revision that the editor began from
 */
export async function saveDraft(
  shopId: number,
  flowId: number,
  { draft, name, seen }: { draft: unknown; name?: string | null; seen: number },
  by: string,
  now: Date,
): Promise<SaveOutcome> {
  const { count } = await prisma().flows.updateMany({
    where: { shop_id: shopId, flow_id: flowId, draft_revision: seen },
    data: {
      ...{ draft: json(draft), draft_revision: { increment: 1 }, draft_by: by, draft_at: now, updated_at: now },
      ...(name === undefined ? {} : { name }),
    },
  });
  if (count === 1) return { ok: true, revision: seen + 1 };
  const row = await findRow(shopId, flowId);
  if (row === null) return { ok: false, reason: "unknown-flow" };
  return {
    ...{ ok: false, reason: "conflict" },
    other: { revision: row.draft_revision, draft: row.draft, by: row.draft_by, at: row.draft_at },
  };
}

function json(value: unknown): Prisma.InputJsonValue | typeof Prisma.DbNull {
  return value === null || value === undefined ? Prisma.DbNull : value;
}

/** What becomes of customers inside when a live flow is changed: they keep their version, or move to the new one, spread over so many days. */
export type Inside = { mode: "keep" } | { mode: "move"; spreadDays: number };

export type PublishOutcome =
  | { ok: true; version: number }
  | { ok: false; reason: "unknown-flow" | "archived" | "incomplete" }
  | { ok: false; reason: "conflict"; other: Conflict };

/** How many customers a switch may concern before whoever switches should not have to wait for all of them (about a tenth of a second). */
export const LARGE = 2_000;

/**
 * Makes what was edited the version in force. It does not switch a flow on that is not live.
 * @param later asks for `syncTimers` in the background; it is called instead of it in large shops
 */
export async function publish(
  db: Db,
  shop: Shop,
  flowId: number,
  { seen, inside }: { seen: number; inside: Inside },
  by: string,
  now: Date,
  later?: () => Promise<void>,
): Promise<PublishOutcome> {
  const { shopId } = shop;
  const outcome = await prisma().$transaction(async (tx): Promise<PublishOutcome> => {
    // The row is locked, so that of two who publish at once one sees what the other did.
    await tx.$executeRaw`select 1 from flows where shop_id = ${shopId} and flow_id = ${flowId} for update`;
    const row = await tx.flows.findUnique({ where: { shop_id_flow_id: { shop_id: shopId, flow_id: flowId } } });
    if (row === null) return { ok: false, reason: "unknown-flow" };
    if (row.state === "archived") return { ok: false, reason: "archived" };
    if (row.draft_revision !== seen) {
      const other = { revision: row.draft_revision, draft: row.draft, by: row.draft_by, at: row.draft_at };
      return { ok: false, reason: "conflict", other };
    }
    const parsed = definitionSchema.safeParse(row.draft);
    if (!parsed.success || parsed.data.steps.length === 0) return { ok: false, reason: "incomplete" };
    const last = await tx.flow_versions.aggregate({ where: { shop_id: shopId, flow_id: flowId }, _max: { version: true } });
    const version = (last._max.version ?? 0) + 1;
    await tx.flow_versions.create({
      data: { shop_id: shopId, flow_id: flowId, version, definition: parsed.data, created_at: now, created_by: by },
    });
    await tx.flows.update({
      where: { shop_id_flow_id: { shop_id: shopId, flow_id: flowId } },
      data: { version, draft: Prisma.DbNull, draft_revision: { increment: 1 }, draft_by: by, draft_at: now, updated_at: now },
    });
    return { ok: true, version };
  });
  if (!outcome.ok) return outcome;
  if (inside.mode === "move") await moveInside(db, shopId, flowId, outcome.version, inside.spreadDays, now);
  await inLine(db, shop, now, later);
  return outcome;
}

/** Puts the runs that are in a flow onto a version, each at the step where it stands or the next one that is left; their timers ring, and the planner looks. */
async function moveInside(db: Db, shopId: number, flowId: number, to: number, spreadDays: number, now: Date): Promise<void> {
  const target = (await findVersion(shopId, flowId, to))?.definition ?? null;
  if (target === null) return;
  const versions = await listVersions(shopId, flowId);
  for (const { version, definition } of versions) {
    if (version === to || definition === null) continue;
    const map = Object.fromEntries(stepsMoved(definition, target));
    await db.transaction().execute(async (tx) => {
      await sql`
        update flow_runs r set version = ${to}, step_id = m.after,
          not_before = ${now}::timestamptz + (abs(hashint8(r.customer_id)::bigint) % ${Math.max(1, spreadDays)}) * interval '1 day'
        from jsonb_each_text(${JSON.stringify(map)}::jsonb) as m(before, after)
        where r.shop_id = ${shopId} and r.flow_id = ${flowId} and r.version = ${version} and r.state = 'active' and r.step_id = m.before
      `.execute(tx);
    });
  }
}

/** Where runs at each step of a version stand in another: at the same step, else at the next that is left; null: at the end. */
export function stepsMoved(from: Definition, to: Definition): Map<string, string | null> {
  const [before, after] = [indexOf(from.steps), indexOf(to.steps)];
  const moved = new Map<string, string | null>();
  for (const id of before.ids) {
    let next: string | null = id;
    while (next !== null && after.find(next) === null) next = before.after(next);
    moved.set(id, next);
  }
  return moved;
}

export type SwitchOutcome = { ok: true } | { ok: false; reason: "unknown-flow" | "unpublished" | "archived" };

/** Switches a flow on, or on again after a pause. Switching on what is on changes nothing. */
export async function switchOn(
  db: Db,
  shop: Shop,
  flowId: number,
  catchUp: CatchUp,
  now: Date,
  later?: () => Promise<void>,
): Promise<SwitchOutcome> {
  const row = await findRow(shop.shopId, flowId);
  if (row === null) return { ok: false, reason: "unknown-flow" };
  if (row.state === "archived") return { ok: false, reason: "archived" };
  if (row.version === null) return { ok: false, reason: "unpublished" };
  await prisma().flows.updateMany({
    where: { shop_id: shop.shopId, flow_id: flowId, state: { in: ["draft", "paused"] } },
    data: { state: "live", live_since: now, catch_up: catchUp, updated_at: now },
  });
  await releaseDeferred(db, shop.shopId, ["flow-paused"], now);
  await inLine(db, shop, now, later);
  return { ok: true };
}

/** Paused: nobody enters, nobody moves on, nothing leaves. Archived: for good, and whoever is inside is out of it. */
export async function switchOff(
  db: Db,
  shop: Shop,
  flowId: number,
  to: "paused" | "archived",
  now: Date,
  later?: () => Promise<void>,
): Promise<SwitchOutcome> {
  const { count } = await prisma().flows.updateMany({
    where: { shop_id: shop.shopId, flow_id: flowId, state: to === "paused" ? "live" : { not: "archived" } },
    data: { state: to, updated_at: now },
  });
  if (count === 0 && (await findRow(shop.shopId, flowId)) === null) return { ok: false, reason: "unknown-flow" };
  await inLine(db, shop, now, later);
  return { ok: true };
}

async function inLine(db: Db, shop: Shop, now: Date, later?: () => Promise<void>): Promise<void> {
  if (later !== undefined && (await countConcerned(db, shop, now, LARGE + 1)) > LARGE) await later();
  else await syncTimers(db, shop, now);
}
