import { isDeepStrictEqual } from "node:util";

import { sql } from "kysely";

import { prisma, type Db } from "../db.server.ts";
import { isUniqueViolation } from "../lib/database-errors.ts";
import { freeHandle, untilFree } from "../lib/handles.ts";
import { stringifyJson } from "../lib/json.ts";
import { textIn, type Texts } from "../program/rules/texts.ts";
import { draftSchema, type Draft } from "./content/draft.ts";
import { ruleOf, termsSchema, type Terms } from "./content/terms.ts";

/** A draft is nobody's yet. Nobody takes an archived one; whoever has passed keeps it. */
export type ModuleState = "draft" | "live" | "archived";
export type Module = {
  moduleId: number;
  handle: string;
  state: ModuleState;
  draft: Draft;
  version: number;
  published: number | null;
  achievementId: number | null;
  updatedAt: Date;
};
/** A version that customers take. */
export type Version = { number: number; terms: Terms };

/** So many a shop has at most, of those that are not archived. */
export const MOST_MODULES = 50;

type Row = Omit<Module, "state" | "draft"> & { state: string; draft: unknown };

const columns = sql`module_id as "moduleId", handle, state, draft, version, published, achievement_id as "achievementId", updated_at as "updatedAt"`;

function toModule({ state, draft, ...row }: Row): Module {
  return { ...row, state: state as ModuleState, draft: draftSchema.parse(draft) };
}

/** The latest first; those that are archived, too. */
export async function listModules(db: Db, shopId: number): Promise<Module[]> {
  const { rows } = await sql<Row>`
    select ${columns} from learning_modules where shop_id = ${shopId} order by module_id desc
  `.execute(db);
  return rows.map(toModule);
}

export async function findModule(db: Db, shopId: number, moduleId: number): Promise<Module | null> {
  const { rows } = await sql<Row>`
    select ${columns} from learning_modules where shop_id = ${shopId} and module_id = ${moduleId}
  `.execute(db);
  return rows[0] === undefined ? null : toModule(rows[0]);
}

/** One that customers know of, by the end of its address. */
export async function findByHandle(db: Db, shopId: number, handle: string): Promise<(Module & { published: number }) | null> {
  const { rows } = await sql<Row & { published: number }>`
    select ${columns} from learning_modules where shop_id = ${shopId} and handle = ${handle} and published is not null
  `.execute(db);
  const [row] = rows;
  return row === undefined ? null : { ...toModule(row), published: row.published };
}

export async function findVersion(db: Db, shopId: number, moduleId: number, number: number): Promise<Version | null> {
  const { rows } = await sql<{ terms: unknown }>`
    select terms from learning_versions where shop_id = ${shopId} and module_id = ${moduleId} and number = ${number}
  `.execute(db);
  return rows[0] === undefined ? null : { number, terms: termsSchema.parse(rows[0].terms) };
}

/** Those that are live, each with the version that whoever begins takes; the latest first. */
export async function listLive(db: Db, shopId: number): Promise<{ moduleId: number; handle: string; terms: Terms }[]> {
  const { rows } = await sql<{ moduleId: number; handle: string; terms: unknown }>`
    select m.module_id as "moduleId", m.handle, v.terms from learning_modules m
    join learning_versions v on v.shop_id = m.shop_id and v.module_id = m.module_id and v.number = m.published
    where m.shop_id = ${shopId} and m.state = 'live' order by m.module_id desc
  `.execute(db);
  return rows.map(({ terms, ...row }) => ({ ...row, terms: termsSchema.parse(terms) }));
}

/** What each is called, by the rule that the ledger knows it by. */
export async function listNames(db: Db, shopId: number): Promise<{ key: string; kind: "module"; title: Texts }[]> {
  const all = await listModules(db, shopId);
  return all.map(({ moduleId, draft }) => ({ key: ruleOf(moduleId), kind: "module", title: titlesOf(draft) }));
}

/** Modules that are for a segment: as customers take them, or as the draft says. */
export async function listNamingModules(
  db: Db,
  shopId: number,
  segmentId: number,
): Promise<{ moduleId: number; title: Texts }[]> {
  const live = await listLive(db, shopId);
  const named = new Set(live.filter(({ terms }) => terms.segmentId === segmentId).map(({ moduleId }) => moduleId));
  const all = await listModules(db, shopId);
  return all
    .filter(
      ({ moduleId, state, draft: { audience, segmentId: typed } }) =>
        named.has(moduleId) || (state !== "archived" && audience === "segment" && typed === String(segmentId)),
    )
    .map(({ moduleId, draft }) => ({ moduleId, title: titlesOf(draft) }));
}

/** What a module is called as its editor has it; a language without a name is left out. */
export function titlesOf({ titles }: Draft): Texts {
  const named = Object.entries(titles).filter(([, text]) => text.trim() !== "");
  return named.length === 0 ? { en: "–" } : Object.fromEntries(named);
}

/** @param handle another one is taken where the shop has it already @returns its id; null: there are too many that are not archived */
export async function createModule(shopId: number, handle: string, draft: Draft, now: Date): Promise<number | null> {
  return untilFree(() =>
    prisma().$transaction(async (tx) => {
      const known = await tx.learning_modules.findMany({ where: { shop_id: shopId }, select: { handle: true, state: true } });
      if (known.filter(({ state }) => state !== "archived").length >= MOST_MODULES) return null;
      const free = freeHandle(handle, new Set(known.map((module) => module.handle)));
      const made = await tx.learning_modules.create({
        data: { shop_id: shopId, handle: free, state: "draft", draft, created_at: now, updated_at: now },
      });
      return made.module_id;
    }),
  );
}

export type Saved =
  | { ok: true; version: number }
  | { ok: false; reason: "gone" | "taken" }
  | { ok: false; reason: "changed-meanwhile"; version: number };

/** Saves what was typed over the version that was seen. The address stays what it is once customers may know it. */
export async function saveModule(
  shopId: number,
  moduleId: number,
  seen: number,
  { handle, draft }: Pick<Module, "handle" | "draft">,
  now: Date,
): Promise<Saved> {
  const saving = prisma().$transaction(async (tx): Promise<Saved> => {
    const known = await tx.learning_modules.findFirst({ where: { shop_id: shopId, module_id: moduleId } });
    if (known === null) return { ok: false, reason: "gone" };
    const kept = known.published === null ? handle : known.handle;
    const { count } = await tx.learning_modules.updateMany({
      where: { shop_id: shopId, module_id: moduleId, version: seen },
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

/** Notes the badge that was made for a module. */
export async function noteBadge(shopId: number, moduleId: number, achievementId: number, now: Date): Promise<void> {
  await prisma().learning_modules.updateMany({
    where: { shop_id: shopId, module_id: moduleId },
    data: { achievement_id: achievementId, updated_at: now },
  });
}

/**
 * Publishes what the draft says as the next version, and brings the module among those that can be taken; the same terms as before are no new version. The
 * caller runs it inside `change`, so that nobody is graded half-way. @param seen the version of the draft that was seen @returns whether it was
 */
export async function publish(
  tx: Db,
  shopId: number,
  { moduleId, published }: Pick<Module, "moduleId" | "published">,
  terms: Terms,
  seen: number,
  now: Date,
): Promise<boolean> {
  const last = published === null ? null : await findVersion(tx, shopId, moduleId, published);
  const isSame = last !== null && isDeepStrictEqual(last.terms, termsSchema.parse(terms));
  const number = (published ?? 0) + (isSame ? 0 : 1);
  const { numAffectedRows } = await sql`
    update learning_modules set state = 'live', published = ${number}, updated_at = ${now}
    where shop_id = ${shopId} and module_id = ${moduleId} and version = ${seen}
  `.execute(tx);
  if (numAffectedRows !== 1n) return false;
  if (!isSame)
    await sql`
      insert into learning_versions (shop_id, module_id, number, terms, published_at)
      values (${shopId}, ${moduleId}, ${number}, ${stringifyJson(terms)}::jsonb, ${now})
    `.execute(tx);
  return true;
}

/** Takes a module from those that can be taken. Inside `change`. */
export async function archive(tx: Db, shopId: number, moduleId: number, now: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update learning_modules set state = 'archived', updated_at = ${now} where shop_id = ${shopId} and module_id = ${moduleId}
  `.execute(tx);
  return numAffectedRows === 1n;
}

export function titleIn({ draft }: Pick<Module, "draft">, locale: string): string {
  return textIn(titlesOf(draft), locale);
}
