import { sql } from "kysely";

import { prisma, type Db } from "../db.server.ts";
import { countOf } from "../lib/counts.server.ts";
import { definitionSchema, type Definition } from "./definition/definition.ts";
import { draftJson } from "./draft-json.ts";
import { catchUpSchema, type CatchUp } from "./planner/catch-up.ts";
import type { FlowState } from "./planner/flow.ts";

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

export function findRow(shopId: number, flowId: number) {
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

/** Live ones first, archived ones last. Figures are kept with what they count: the list costs the same however many customers go through its flows. */
export async function listFlows(db: Db, shopId: number): Promise<FlowRow[]> {
  const kept = (what: string) => countOf(shopId, sql`'flow:' || f.flow_id || ${sql.lit(`:${what}`)}`);
  const { rows } = await sql<FlowRow>`
    select f.flow_id as "flowId", f.preset, f.name, f.state, f.live_since as "liveSince", f.draft is not null as "hasDraft",
      ${kept("waiting")} as waiting, ${kept("active")} as active, ${kept("entered")} as entered, ${kept("sent")} as sent, ${kept("dropped")} as dropped
    from flows f where f.shop_id = ${shopId}
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
      ...{ shop_id: shopId, preset, name, draft: draftJson(draft), draft_revision: 1, draft_by: by, draft_at: now },
      ...{ created_at: now, updated_at: now },
    },
    select: { flow_id: true },
  });
  return row.flow_id;
}
