import { randomBytes } from "node:crypto";

import { sql } from "kysely";
import { z } from "zod";

import { prisma, type Db } from "../db.server.ts";
import { isUniqueViolation } from "../lib/database-errors.ts";
import { freeHandle, untilFree } from "../lib/handles.ts";
import { stringifyJson } from "../lib/json.ts";
import type { Texts } from "../program/rules/texts.ts";
import { rewardTermsSchema, type RewardTerms } from "../rewards/reward.ts";
import type { Shop } from "../shops/shop.ts";
import { commitmentOf } from "./chance/outcome.ts";
import { closesAt, opensAt, zoneOf } from "./content/days.ts";
import { ruleOf, termsSchema, type Terms } from "./content/terms.ts";

/** A draft is nobody's yet. Nobody takes part in a paused one; an ended one is over for good. */
export type DrawState = "draft" | "active" | "paused" | "ended";
export type Draw = {
  drawId: number;
  handle: string;
  state: DrawState;
  terms: Terms;
  version: number;
  seed: string;
  seedHash: string;
  activatedAt: Date | null;
  /** By id, as they were when it was first on. */
  rewardTerms: Readonly<Record<string, RewardTerms>>;
  /** By which its days go from then on; null: the shop's. */
  timeZone: string | null;
  updatedAt: Date;
};

/** So many a shop has at most, of those that are not over. */
export const MOST_DRAWS = 50;

type Row = {
  draw_id: number;
  handle: string;
  state: string;
  terms: unknown;
  version: number;
  seed: string;
  seed_hash: string;
  activated_at: Date | null;
  reward_terms: unknown;
  time_zone: string | null;
  updated_at: Date;
};

const columns = sql`draw_id, handle, state, terms, version, seed, seed_hash, activated_at, reward_terms, time_zone, updated_at`;

function toDraw(row: Row): Draw {
  const { draw_id, handle, state, terms, version, seed, seed_hash, activated_at, reward_terms, time_zone, updated_at } = row;
  return {
    ...{ drawId: draw_id, handle, state: state as DrawState, terms: termsSchema.parse(terms), version },
    ...{ seed, seedHash: seed_hash, activatedAt: activated_at, timeZone: time_zone, updatedAt: updated_at },
    rewardTerms: z.record(z.string(), rewardTermsSchema).parse(reward_terms ?? {}),
  };
}

/** The latest first. */
export async function listDraws(db: Db, shopId: number): Promise<Draw[]> {
  const { rows } = await sql<Row>`select ${columns} from draws where shop_id = ${shopId} order by draw_id desc`.execute(db);
  return rows.map(toDraw);
}

/** Those that are on, whatever the day. */
export async function listActive(db: Db, shopId: number): Promise<Draw[]> {
  const { rows } = await sql<Row>`
    select ${columns} from draws where shop_id = ${shopId} and state = 'active' order by draw_id desc
  `.execute(db);
  return rows.map(toDraw);
}

export async function findDraw(db: Db, shopId: number, drawId: number): Promise<Draw | null> {
  const { rows } = await sql<Row>`select ${columns} from draws where shop_id = ${shopId} and draw_id = ${drawId}`.execute(db);
  return rows[0] === undefined ? null : toDraw(rows[0]);
}

/** One that shoppers know of, by the end of its address. */
export async function findByHandle(db: Db, shopId: number, handle: string): Promise<Draw | null> {
  const { rows } = await sql<Row>`
    select ${columns} from draws where shop_id = ${shopId} and handle = ${handle} and state <> 'draft'
  `.execute(db);
  return rows[0] === undefined ? null : toDraw(rows[0]);
}

/** `ahead`: its first day has not come; `over`: its last day has passed, or the merchant has ended it. */
export type Phase = "ahead" | "open" | "paused" | "over";

export function phaseOf(draw: Pick<Draw, "state" | "terms" | "timeZone">, shop: Pick<Shop, "timeZone">, now: Date): Phase {
  const { state, terms } = draw;
  const timeZone = zoneOf(draw, shop);
  if (state === "ended" || now >= closesAt(terms, timeZone)) return "over";
  if (state !== "active") return "paused";
  return now < opensAt(terms, timeZone) ? "ahead" : "open";
}

/** What each is called, by the rule that the ledger knows it by. */
export async function listNames(db: Db, shopId: number): Promise<{ key: string; kind: "draw"; title: Texts }[]> {
  const all = await listDraws(db, shopId);
  return all.map(({ drawId, terms }) => ({ key: ruleOf(drawId), kind: "draw", title: terms.title }));
}

/** @param handle another one is taken where the shop has it already @returns its id; null: there are too many that are not over */
export async function createDraw(shopId: number, handle: string, terms: Terms, now: Date): Promise<number | null> {
  const seed = randomBytes(32).toString("hex");
  return untilFree(() =>
    prisma().$transaction(async (tx) => {
      const known = await tx.draws.findMany({ where: { shop_id: shopId }, select: { handle: true, state: true } });
      if (known.filter(({ state }) => state !== "ended").length >= MOST_DRAWS) return null;
      const free = freeHandle(handle, new Set(known.map((draw) => draw.handle)));
      const made = await tx.draws.create({
        data: {
          ...{ shop_id: shopId, handle: free, state: "draft", terms: termsSchema.parse(terms) },
          ...{ seed, seed_hash: commitmentOf(seed), created_at: now, updated_at: now },
        },
      });
      return made.draw_id;
    }),
  );
}

export type Saved =
  | { ok: true; version: number }
  | { ok: false; reason: "gone" | "taken" }
  | { ok: false; reason: "changed-meanwhile"; version: number };

/** Saves a draft over the version that was seen. What has once been on stays what it was. */
export async function saveDraw(
  shopId: number,
  drawId: number,
  seen: number,
  { handle, terms }: Pick<Draw, "handle" | "terms">,
  now: Date,
): Promise<Saved> {
  const draft = { shop_id: shopId, draw_id: drawId, state: "draft" };
  try {
    const { count } = await prisma().draws.updateMany({
      where: { ...draft, version: seen },
      data: { handle, terms: termsSchema.parse(terms), version: seen + 1, updated_at: now },
    });
    if (count === 1) return { ok: true, version: seen + 1 };
  } catch (error) {
    // Another one has the handle, maybe since this very moment.
    if (isUniqueViolation(error)) return { ok: false, reason: "taken" };
    throw error;
  }
  const known = await prisma().draws.findFirst({ where: draft });
  return known === null ? { ok: false, reason: "gone" } : { ok: false, reason: "changed-meanwhile", version: known.version };
}

const FROM: Record<Exclude<DrawState, "draft">, DrawState[]> = {
  active: ["draft", "paused"],
  paused: ["active"],
  ended: ["active", "paused"],
};

/**
 * Brings a draw into a state; what it has of each prize, what its rewards are and by which clock it goes is written down when it is switched on for the first time. The caller runs it inside `change`, so that no entry
 * is drawn half-way. @param seen the version that was seen @returns whether it is in that state now
 */
export async function setState(
  tx: Db,
  { shopId, timeZone }: Pick<Shop, "shopId" | "timeZone">,
  drawId: number,
  { state, rewardTerms }: { state: Exclude<DrawState, "draft">; rewardTerms: Draw["rewardTerms"] },
  now: Date,
  seen: number,
): Promise<boolean> {
  const isOn = state === "active";
  const { rows } = await sql<Row>`
    update draws set state = ${state}, updated_at = ${now}, ended_at = case when ${state === "ended"} then ${now}::timestamptz end,
      activated_at = case when ${isOn} then coalesce(activated_at, ${now}) else activated_at end,
      reward_terms = case when ${isOn} then coalesce(reward_terms, ${stringifyJson(rewardTerms)}::jsonb) else reward_terms end,
      time_zone = case when ${isOn} then coalesce(time_zone, ${timeZone}) else time_zone end
    where shop_id = ${shopId} and draw_id = ${drawId} and version = ${seen} and state = any(${FROM[state]}::text[])
    returning ${columns}
  `.execute(tx);
  const [row] = rows;
  if (row === undefined) return false;
  const stock = Object.fromEntries(toDraw(row).terms.prizes.flatMap(({ key, stock }) => (stock === null ? [] : [[key, stock]])));
  await sql`
    insert into draw_prizes (shop_id, draw_id, prize, stock)
    select ${shopId}::int, ${drawId}::int, key, value::int from jsonb_each_text(${stringifyJson(stock)}::jsonb) order by key
    on conflict (shop_id, draw_id, prize) do nothing
  `.execute(tx);
  return true;
}
