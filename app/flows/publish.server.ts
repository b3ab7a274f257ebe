import { Prisma } from "../../prisma/generated/client/client.ts";
import { prisma, type Db } from "../db.server.ts";
import type { Shop } from "../shops/shop.ts";
import { definitionSchema } from "./definition/definition.ts";
import { draftJson } from "./draft-json.ts";
import { findRow } from "./flows.server.ts";
import { bringInLine } from "./sync.server.ts";

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
      ...{ draft: draftJson(draft), draft_revision: { increment: 1 }, draft_by: by, draft_at: now, updated_at: now },
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

/** What becomes of customers inside when a live flow is changed: they keep their version, or move to the new one, spread over so many days. */
export type Inside = { mode: "keep" } | { mode: "move"; spreadDays: number };

export type PublishOutcome =
  | { ok: true; version: number }
  | { ok: false; reason: "unknown-flow" | "archived" | "incomplete" }
  | { ok: false; reason: "conflict"; other: Conflict };

/**
 * Makes what was edited the version in force. It does not switch a flow on that is not live. Whoever is to be moved is moved by `syncTimers`.
 * @param later asks for that in the background; it is called instead of it in large shops
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
      data: {
        ...{ version, draft: Prisma.DbNull, draft_revision: { increment: 1 }, draft_by: by, draft_at: now, updated_at: now },
        ...(inside.mode === "move" ? { moving_to: version, moving_after: 0, moving_days: Math.max(1, inside.spreadDays) } : {}),
      },
    });
    return { ok: true, version };
  });
  if (!outcome.ok) return outcome;
  await bringInLine(db, shop, now, later);
  return outcome;
}
