import { sql } from "kysely";

import { prisma, type Db } from "../db.server.ts";
import { isUniqueViolation } from "../lib/database-errors.ts";
import { freeHandle, untilFree } from "../lib/handles.ts";
import { stringifyJson } from "../lib/json.ts";
import { HOUR_MS, plusMs } from "../lib/time.ts";
import type { Texts } from "../program/rules/texts.ts";
import { draftSchema, type Draft } from "./content/draft.ts";
import { termsSchema, type Terms } from "./content/terms.ts";

/** A draft is nobody's yet. An open one takes registrations until it begins; who is registered for one that is cancelled was told. An archived one is gone from sight. */
export type GatheringState = "draft" | "open" | "cancelled" | "archived";
export type Gathering = {
  gatheringId: number;
  handle: string;
  state: GatheringState;
  draft: Draft;
  /** Null: it was never opened. */
  terms: Terms | null;
  version: number;
};

/** So many a shop has at most, of those that are not archived. */
export const MOST_GATHERINGS = 200;

type Row = Omit<Gathering, "state" | "draft" | "terms"> & { state: string; draft: unknown; terms: unknown };

const columns = sql`gathering_id as "gatheringId", handle, state, draft, terms, version`;

function toGathering({ state, draft, terms, ...row }: Row): Gathering {
  return {
    ...{ ...row, state: state as GatheringState, draft: draftSchema.parse(draft) },
    terms: terms === null ? null : termsSchema.parse(terms),
  };
}

/** What is ahead first, the next before the others; then what was, the last first. */
export async function listGatherings(db: Db, shopId: number, now: Date): Promise<Gathering[]> {
  const { rows } = await sql<Row>`
    select ${columns} from gatherings where shop_id = ${shopId}
    order by state = 'archived', coalesce(starts_at < ${now}, false), case when starts_at >= ${now} then starts_at end, starts_at desc nulls first, gathering_id desc
  `.execute(db);
  return rows.map(toGathering);
}

export async function findGathering(db: Db, shopId: number, gatheringId: number): Promise<Gathering | null> {
  const { rows } = await sql<Row>`
    select ${columns} from gatherings where shop_id = ${shopId} and gathering_id = ${gatheringId}
  `.execute(db);
  return rows[0] === undefined ? null : toGathering(rows[0]);
}

/** One that customers know of. */
export type Told = Gathering & { terms: Terms };

/** By the end of its address; null: there is none that was ever opened. */
export async function findByHandle(db: Db, shopId: number, handle: string): Promise<Told | null> {
  const { rows } = await sql<Row>`
    select ${columns} from gatherings where shop_id = ${shopId} and handle = ${handle} and terms is not null and state <> 'archived'
  `.execute(db);
  const found = rows[0] === undefined ? null : toGathering(rows[0]);
  return found === null || found.terms === null ? null : { ...found, terms: found.terms };
}

/** Those that are open and not over, the next first. */
export async function listOpen(db: Db, shopId: number, now: Date): Promise<Told[]> {
  const { rows } = await sql<Row>`
    select ${columns} from gatherings
    where shop_id = ${shopId} and state = 'open' and (terms ->> 'endsAt')::timestamptz > ${now} order by starts_at, gathering_id
  `.execute(db);
  return rows.map(toGathering).flatMap((one) => (one.terms === null ? [] : [{ ...one, terms: one.terms }]));
}

/** Events that are for a segment: as customers were told, or as the draft says. */
export async function listNamingGatherings(
  db: Db,
  shopId: number,
  segmentId: number,
): Promise<{ gatheringId: number; title: Texts }[]> {
  const { rows } = await sql<Row>`select ${columns} from gatherings where shop_id = ${shopId} and state <> 'archived'`.execute(
    db,
  );
  return rows
    .map(toGathering)
    .filter(
      ({ terms, draft }) =>
        terms?.segmentId === segmentId || (draft.audience === "segment" && draft.segmentId === String(segmentId)),
    )
    .map(({ gatheringId, draft }) => ({ gatheringId, title: titlesOf(draft) }));
}

/** What an event is called as its editor has it; a language without a name is left out. */
export function titlesOf({ titles }: Draft): Texts {
  const named = Object.entries(titles).filter(([, text]) => text.trim() !== "");
  return named.length === 0 ? { en: "–" } : Object.fromEntries(named);
}

/** @param handle another one is taken where the shop has it already @returns its id; null: there are too many that are not archived */
export async function createGathering(shopId: number, handle: string, draft: Draft, now: Date): Promise<number | null> {
  return untilFree(() =>
    prisma().$transaction(async (tx) => {
      const known = await tx.gatherings.findMany({ where: { shop_id: shopId }, select: { handle: true, state: true } });
      if (known.filter(({ state }) => state !== "archived").length >= MOST_GATHERINGS) return null;
      const free = freeHandle(handle, new Set(known.map((one) => one.handle)));
      const made = await tx.gatherings.create({
        data: { shop_id: shopId, handle: free, state: "draft", draft, created_at: now, updated_at: now },
      });
      return made.gathering_id;
    }),
  );
}

export type Saved =
  | { ok: true; version: number }
  | { ok: false; reason: "gone" | "taken" }
  | { ok: false; reason: "changed-meanwhile"; version: number };

/** Saves what was typed over the version that was seen. The address stays what it is once customers may know it. */
export async function saveGathering(
  shopId: number,
  gatheringId: number,
  seen: number,
  { handle, draft }: Pick<Gathering, "handle" | "draft">,
  now: Date,
): Promise<Saved> {
  const saving = prisma().$transaction(async (tx): Promise<Saved> => {
    const known = await tx.gatherings.findFirst({ where: { shop_id: shopId, gathering_id: gatheringId } });
    if (known === null) return { ok: false, reason: "gone" };
    const kept = known.terms === null ? handle : known.handle;
    const { count } = await tx.gatherings.updateMany({
      where: { shop_id: shopId, gathering_id: gatheringId, version: seen },
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

/** Opens it under these terms. Inside `change`. @param seen the version of the draft that was seen @returns whether it was */
export async function open(tx: Db, shopId: number, gatheringId: number, terms: Terms, seen: number, now: Date): Promise<boolean> {
  const startsAt = new Date(terms.startsAt);
  const remindFrom = terms.remindHours === null ? null : plusMs(startsAt, -terms.remindHours * HOUR_MS);
  const { numAffectedRows } = await sql`
    update gatherings set state = 'open', terms = ${stringifyJson(terms)}::jsonb, starts_at = ${startsAt}, remind_from = ${remindFrom}, updated_at = ${now}
    where shop_id = ${shopId} and gathering_id = ${gatheringId} and version = ${seen}
  `.execute(tx);
  return numAffectedRows === 1n;
}

/** Inside `change`. @returns whether it was in another state before */
export async function moveTo(
  tx: Db,
  shopId: number,
  gatheringId: number,
  state: "cancelled" | "archived",
  now: Date,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update gatherings set state = ${state}, updated_at = ${now} where shop_id = ${shopId} and gathering_id = ${gatheringId} and state <> ${state}
  `.execute(tx);
  return numAffectedRows === 1n;
}
