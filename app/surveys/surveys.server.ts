import { sql } from "kysely";

import { prisma, type Db } from "../db.server.ts";
import { isSurveyKind, kinds, type SurveyKind } from "./content/kinds.ts";
import { definitionSchema, type Definition, type SurveyLanguage } from "./content/survey.ts";
import { isOpenWay, type OpenWay } from "./content/ways.ts";

/** Of one shop. */
const MOST_SURVEYS = 100;

/** `version`: its newest, which is asked. `quietDays`: for so long nobody is asked again by a survey of its kind; 0: there is no such time. */
export type Survey = {
  surveyId: number;
  kind: SurveyKind;
  name: string;
  version: number;
  quietDays: number;
  /** Who gives 0 to 6 of an NPS gets no advertising of flows until that is closed, for a month at most. */
  pauses: boolean;
  /** Where it is asked besides emails. */
  ways: OpenWay[];
  /** Who is not logged in may answer, too, by its link and after an order. */
  anonymous: boolean;
  definition: Definition;
  updatedAt: Date;
};

type Row = {
  survey_id: number;
  kind: string;
  name: string;
  version: number;
  quiet_days: number;
  pauses: boolean;
  ways: string[];
  anonymous: boolean;
  definition: unknown;
  updated_at: Date;
};

/** A shop's surveys, by name; without those that were put away. */
export function listSurveys(db: Db, shopId: number): Promise<Survey[]> {
  return read(db, shopId, null);
}

/** Null for one that the shop does not have, or has put away. */
export async function findSurvey(db: Db, shopId: number, surveyId: number): Promise<Survey | null> {
  return (await read(db, shopId, surveyId))[0] ?? null;
}

async function read(db: Db, shopId: number, surveyId: number | null): Promise<Survey[]> {
  const { rows } = await sql<Row>`
    select s.survey_id, s.kind, s.name, s.version, s.quiet_days, s.pauses, s.ways, s.anonymous, v.definition, s.updated_at
    from surveys s join survey_versions v using (shop_id, survey_id, version)
    where s.shop_id = ${shopId} and s.archived_at is null and (${surveyId}::int is null or s.survey_id = ${surveyId}::int)
    order by s.name, s.survey_id
  `.execute(db);
  return rows.map(({ survey_id: surveyId, kind, quiet_days: quietDays, ways, definition, updated_at: updatedAt, ...row }) => ({
    ...{ ...row, ways: ways.filter(isOpenWay), surveyId, kind: isSurveyKind(kind) ? kind : "free", quietDays, updatedAt },
    definition: definitionSchema.parse(definition),
  }));
}

/** What each of a survey's versions asked, by version. */
export async function readVersions(db: Db, shopId: number, surveyId: number): Promise<Map<number, Definition>> {
  const { rows } = await sql<{ version: number; definition: unknown }>`
    select version, definition from survey_versions where shop_id = ${shopId} and survey_id = ${surveyId} order by version
  `.execute(db);
  return new Map(rows.map(({ version, definition }) => [version, definitionSchema.parse(definition)]));
}

/** A new one as its kind begins, called by its kind in the merchant's language. @returns its id, or null where the shop has as many as it may have */
export async function createSurvey(
  shopId: number,
  kind: SurveyKind,
  language: SurveyLanguage,
  actor: string,
  now: Date,
): Promise<number | null> {
  const { name, quietDays, definition } = kinds[kind];
  return prisma().$transaction(async (tx) => {
    if ((await tx.surveys.count({ where: { shop_id: shopId, archived_at: null } })) >= MOST_SURVEYS) return null;
    const { survey_id } = await tx.surveys.create({
      data: {
        ...{ shop_id: shopId, kind, name: name[language], version: 1, quiet_days: quietDays, pauses: kind === "nps" },
        ...{ created_at: now, updated_at: now },
      },
    });
    await tx.survey_versions.create({
      data: { shop_id: shopId, survey_id, version: 1, definition, created_at: now, created_by: actor },
    });
    return survey_id;
  });
}

export type SurveyChange = Pick<Survey, "name" | "quietDays" | "pauses" | "ways" | "anonymous" | "definition"> & {
  actor: string;
};
export type Kept =
  { ok: true; version: number } | { ok: false; reason: "changed-meanwhile"; version: number } | { ok: false; reason: "gone" };

/**
 * Makes the next version over the one that the merchant has seen: what was answered stays with the questions that were asked. Where another was made meanwhile, nothing is written
 * and that one is named.
 */
export async function keepSurvey(shopId: number, surveyId: number, seen: number, change: SurveyChange, now: Date): Promise<Kept> {
  const { name, quietDays, pauses, ways, anonymous, definition, actor } = change;
  return prisma().$transaction(async (tx) => {
    const version = seen + 1;
    const { count } = await tx.surveys.updateMany({
      where: { shop_id: shopId, survey_id: surveyId, version: seen, archived_at: null },
      data: { name, quiet_days: quietDays, pauses, ways, anonymous, version, updated_at: now },
    });
    if (count === 0) {
      const known = await tx.surveys.findFirst({ where: { shop_id: shopId, survey_id: surveyId, archived_at: null } });
      return known === null ? { ok: false, reason: "gone" } : { ok: false, reason: "changed-meanwhile", version: known.version };
    }
    await tx.survey_versions.create({
      data: { shop_id: shopId, survey_id: surveyId, version, definition, created_at: now, created_by: actor },
    });
    return { ok: true, version };
  });
}

/** Puts a survey away: it asks nobody any more, and what was answered stays. @returns whether it was there */
export async function archiveSurvey(shopId: number, surveyId: number, now: Date): Promise<boolean> {
  const { count } = await prisma().surveys.updateMany({
    where: { shop_id: shopId, survey_id: surveyId, archived_at: null },
    data: { archived_at: now, updated_at: now },
  });
  return count === 1;
}
