import { sql } from "kysely";

import { prisma, type Db } from "../db.server.ts";
import { isUniqueViolation } from "../lib/database-errors.ts";
import { freeHandle, untilFree } from "../lib/handles.ts";
import { stringifyJson } from "../lib/json.ts";
import type { Texts } from "../program/rules/texts.ts";
import { draftSchema, type Draft } from "./content/draft.ts";
import { written } from "./content/post.ts";
import { termsSchema, type Terms } from "./content/terms.ts";

/** A draft is nobody's yet. Nobody gets into an archived one any more, and its posts are out of sight. */
export type GroupState = "draft" | "live" | "archived";
export type Group = { groupId: number; handle: string; state: GroupState; draft: Draft; terms: Terms | null; version: number };

/** So many a shop has at most, of those that are not archived. */
export const MOST_GROUPS = 50;

type Row = Omit<Group, "state" | "draft" | "terms"> & { state: string; draft: unknown; terms: unknown };

const columns = sql`group_id as "groupId", handle, state, draft, terms, version`;

function toGroup({ state, draft, terms, ...row }: Row): Group {
  return {
    ...{ ...row, state: state as GroupState, draft: draftSchema.parse(draft) },
    terms: terms === null ? null : termsSchema.parse(terms),
  };
}

/** The latest first; those that are archived, too, at the end. */
export async function listGroups(db: Db, shopId: number): Promise<Group[]> {
  const { rows } = await sql<Row>`
    select ${columns} from community_groups where shop_id = ${shopId} order by state = 'archived', group_id desc
  `.execute(db);
  return rows.map(toGroup);
}

export async function findGroup(db: Db, shopId: number, groupId: number): Promise<Group | null> {
  const { rows } = await sql<Row>`
    select ${columns} from community_groups where shop_id = ${shopId} and group_id = ${groupId}
  `.execute(db);
  return rows[0] === undefined ? null : toGroup(rows[0]);
}

/** One that is live. */
export type Live = Group & { terms: Terms };

const isLive = (group: Group): group is Live => group.state === "live" && group.terms !== null;

/** By the end of its address; null: there is none that is live. */
export async function findLive(db: Db, shopId: number, handle: string): Promise<Live | null> {
  const { rows } = await sql<Row>`
    select ${columns} from community_groups where shop_id = ${shopId} and handle = ${handle} and state = 'live'
  `.execute(db);
  return rows.map(toGroup).find(isLive) ?? null;
}

export async function listLive(db: Db, shopId: number): Promise<Live[]> {
  return (await listGroups(db, shopId)).filter(isLive);
}

/** Groups that are for a segment: as customers know them, or as the draft says. */
export async function listNamingGroups(db: Db, shopId: number, segmentId: number): Promise<{ groupId: number; title: Texts }[]> {
  const all = await listGroups(db, shopId);
  return all
    .filter(
      ({ state, terms, draft }) =>
        state !== "archived" &&
        (terms?.segmentId === segmentId || (draft.audience === "segment" && draft.segmentId === String(segmentId))),
    )
    .map(({ groupId, draft }) => ({ groupId, title: written(draft.titles) }));
}

/** @param handle another one is taken where the shop has it already @returns its id; null: there are too many that are not archived */
export async function createGroup(shopId: number, handle: string, draft: Draft, now: Date): Promise<number | null> {
  return untilFree(() =>
    prisma().$transaction(async (tx) => {
      const known = await tx.community_groups.findMany({ where: { shop_id: shopId }, select: { handle: true, state: true } });
      if (known.filter(({ state }) => state !== "archived").length >= MOST_GROUPS) return null;
      const free = freeHandle(handle, new Set(known.map((one) => one.handle)));
      const made = await tx.community_groups.create({
        data: { shop_id: shopId, handle: free, state: "draft", draft, created_at: now, updated_at: now },
      });
      return made.group_id;
    }),
  );
}

export type Saved =
  | { ok: true; version: number }
  | { ok: false; reason: "gone" | "taken" }
  | { ok: false; reason: "changed-meanwhile"; version: number };

/** Saves what was typed over the version that was seen. The address stays what it is once customers may know it. */
export async function saveGroup(
  shopId: number,
  groupId: number,
  seen: number,
  { handle, draft }: Pick<Group, "handle" | "draft">,
  now: Date,
): Promise<Saved> {
  const saving = prisma().$transaction(async (tx): Promise<Saved> => {
    const known = await tx.community_groups.findFirst({ where: { shop_id: shopId, group_id: groupId } });
    if (known === null) return { ok: false, reason: "gone" };
    const kept = known.terms === null ? handle : known.handle;
    const { count } = await tx.community_groups.updateMany({
      where: { shop_id: shopId, group_id: groupId, version: seen },
      data: { handle: kept, draft: draftSchema.parse(draft), version: seen + 1, updated_at: now },
    });
    return count === 1 ? { ok: true, version: seen + 1 } : { ok: false, reason: "changed-meanwhile", version: known.version };
  });
  return saving.catch((error: unknown) => {
    // Another one has the handle, maybe since this very moment.
    if (isUniqueViolation(error)) return { ok: false, reason: "taken" };
    throw error;
  });
}

/** Lets customers know it by these terms. Inside `change`. @param seen the version of the draft that was seen @returns whether it was */
export async function publishGroup(
  tx: Db,
  shopId: number,
  groupId: number,
  terms: Terms,
  seen: number,
  now: Date,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update community_groups set state = 'live', terms = ${stringifyJson(terms)}::jsonb, updated_at = ${now}
    where shop_id = ${shopId} and group_id = ${groupId} and version = ${seen}
  `.execute(tx);
  return numAffectedRows === 1n;
}

/** Inside `change`. */
export async function archiveGroup(tx: Db, shopId: number, groupId: number, now: Date): Promise<void> {
  await sql`
    update community_groups set state = 'archived', updated_at = ${now} where shop_id = ${shopId} and group_id = ${groupId}
  `.execute(tx);
}
