import { sql } from "kysely";

import { prisma, type Db } from "../db.server.ts";
import { ahead } from "../db/ahead.ts";
import { instantOrNull } from "../lib/rows.server.ts";
import { parseInstant } from "../lib/time.ts";
import type { Texts } from "../program/rules/texts.ts";
import { lookOf, ruleOf, termsSchema, type Terms } from "./content/terms.ts";

/** A draft is nobody's yet. Paused ones are earned by nobody any more, archived ones are not looked at at all; who has one keeps it. */
export type AchievementState = "draft" | "active" | "paused" | "archived";
export type Achievement = {
  achievementId: number;
  state: AchievementState;
  terms: Terms;
  version: number;
  /** For the first time; null: never yet, and all of it can be changed. */
  activatedAt: Date | null;
  updatedAt: Date;
};
/** One that follows what customers do. */
export type Live = Achievement & { state: "active" | "paused"; activatedAt: Date };

/** A page has room for so many, and every order looks at those that are active. */
export const MOST_ACHIEVEMENTS = 50;

type Row = {
  achievement_id: number;
  state: string;
  terms: unknown;
  version: number;
  activated_at: Date | null;
  updated_at: Date;
};

function toAchievement({ achievement_id, state, terms, version, activated_at, updated_at }: Row): Achievement {
  return {
    ...{ achievementId: achievement_id, state: state as AchievementState, terms: termsSchema.parse(terms), version },
    ...{ activatedAt: activated_at, updatedAt: updated_at },
  };
}

/** The latest first; those that are archived, too. */
export async function listAchievements(db: Db, shopId: number): Promise<Achievement[]> {
  const { rows } = await sql<Row>`
    select achievement_id, state, terms, version, activated_at, updated_at from achievements where shop_id = ${shopId}
    order by achievement_id desc
  `.execute(db);
  return rows.map(toAchievement);
}

export async function findAchievement(db: Db, shopId: number, achievementId: number): Promise<Achievement | null> {
  const { rows } = await sql<Row>`
    select achievement_id, state, terms, version, activated_at, updated_at from achievements
    where shop_id = ${shopId} and achievement_id = ${achievementId}
  `.execute(db);
  return rows[0] === undefined ? null : toAchievement(rows[0]);
}

/** What each is called, by the rule that the ledger knows it by. */
export async function listNames(db: Db, shopId: number): Promise<{ key: string; kind: "achievement"; title: Texts }[]> {
  const all = await listAchievements(db, shopId);
  return all.map(({ achievementId, terms }) => ({ key: ruleOf(achievementId), kind: "achievement", title: terms.title }));
}

/** Those that follow what customers do, in the order in which they were made. An order asks for them with what else it needs. */
export const liveAchievements = ahead(
  (shopId) => sql<Row>`
    select achievement_id, state, terms, version, activated_at, updated_at from achievements
    where shop_id = ${shopId} and state in ('active', 'paused') order by achievement_id
  `,
  (rows) =>
    rows
      .map(({ activated_at, updated_at, ...row }) =>
        toAchievement({ ...row, activated_at: instantOrNull(activated_at), updated_at: parseInstant(updated_at) }),
      )
      .filter((one): one is Live => one.activatedAt !== null),
);

/** @returns its id; null: there are too many that are not archived */
export async function createAchievement(shopId: number, terms: Terms, now: Date): Promise<number | null> {
  return prisma().$transaction(async (tx) => {
    const count = await tx.achievements.count({ where: { shop_id: shopId, state: { not: "archived" } } });
    if (count >= MOST_ACHIEVEMENTS) return null;
    const made = await tx.achievements.create({
      data: { shop_id: shopId, state: "draft", terms: termsSchema.parse(terms), created_at: now, updated_at: now },
    });
    return made.achievement_id;
  });
}

export type Saved =
  { ok: true; version: number } | { ok: false; reason: "gone" } | { ok: false; reason: "changed-meanwhile"; version: number };

/** Saves over the version that was seen. What is asked and given of one that has been active stays what it was. */
export async function saveAchievement(
  shopId: number,
  achievementId: number,
  seen: number,
  terms: Terms,
  now: Date,
): Promise<Saved> {
  return prisma().$transaction(async (tx) => {
    const known = await tx.achievements.findFirst({
      where: { shop_id: shopId, achievement_id: achievementId, state: { not: "archived" } },
    });
    if (known === null) return { ok: false, reason: "gone" };
    const kept = known.activated_at === null ? terms : { ...termsSchema.parse(known.terms), ...lookOf(terms) };
    const { count } = await tx.achievements.updateMany({
      where: { shop_id: shopId, achievement_id: achievementId, version: seen, activated_at: known.activated_at },
      data: { terms: termsSchema.parse(kept), version: seen + 1, updated_at: now },
    });
    return count === 1 ? { ok: true, version: seen + 1 } : { ok: false, reason: "changed-meanwhile", version: known.version };
  });
}

/** From which states it can be brought into one. */
const FROM: Record<Exclude<AchievementState, "draft">, AchievementState[]> = {
  active: ["draft", "paused"],
  paused: ["active"],
  archived: ["draft", "active", "paused"],
};

/**
 * When it becomes active for the first time, everybody is looked at (noun.server.ts). The caller runs it inside `change`, so that no order is looked at
 * with it half-way. @param seen the version that was seen to be made active: another is not @returns whether it is in that state now
 */
export async function setState(
  tx: Db,
  shopId: number,
  achievementId: number,
  state: Exclude<AchievementState, "draft">,
  now: Date,
  seen: number | null = null,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update achievements set state = ${state}, updated_at = ${now},
      activated_at = case when ${state === "active"} then coalesce(activated_at, ${now}) else activated_at end,
      looked_at = case when ${state === "active"} then 0 else looked_at end
    where shop_id = ${shopId} and achievement_id = ${achievementId} and state = any(${FROM[state]}::text[])
      and (${seen}::int is null or version = ${seen}::int)
  `.execute(tx);
  return numAffectedRows === 1n;
}
