import { bonusKey, post } from "../../bonuses/awards/awarded.server.ts";
import { readParticipant } from "../../customers/exclusions/exclusions.server.ts";
import { append } from "../../customers/timeline.server.ts";
import type { Db } from "../../db.server.ts";
import { DAY_MS, plusMs, startOfDay } from "../../lib/time.ts";
import { liveCustomer } from "../../points/ledger.server.ts";
import { textFields, textIn } from "../../program/rules/texts.ts";
import { takesPart } from "../../program/state/state.ts";
import { versionFor } from "../../program/version-for.ts";
import { listPrograms, listStates } from "../../program/versions.server.ts";
import { isOfAudience } from "../../segments/audience/of-audience.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { ruleOf, type Terms } from "../content/terms.ts";
import { findByHandle, findVersion, type Version } from "../modules.server.ts";
import { findPass, listOwn, writeAttempt, writePass, type Attempt } from "./attempts.server.ts";
import { givenIn, gradeOf, missingIn } from "./grade.ts";

/** So long somebody who has begun a version goes on with it. */
const KEEPS_MS = 30 * DAY_MS;

/** `outside`: the program does not run for them; `stale`: the form is not of their next try; `missing`: questions that were not answered, and no try was used. */
export type Taken =
  | { ok: true; customerId: bigint; moduleId: number; fresh: boolean; passed: boolean; points: bigint }
  | { ok: false; reason: "unknown" | "outside" | "group" | "tries" | "stale" }
  | { ok: false; reason: "missing"; missing: string[] };

/** What a form was made for: a version, and the number of the try. */
export type Sheet = { version: number; number: number };
export type Answered = Sheet & { handle: string; customerId: bigint; form: ReadonlyMap<string, string> };

/**
 * Grades a try. A form counts once: the same again tells what came of it. Runs inside `change`: the shop's lock counts tries one after another, and the
 * database refuses a second try of one number and a second pass.
 */
export async function take(tx: Db, shop: Shop, answered: Answered, now: Date): Promise<Taken> {
  const { shopId } = shop;
  const { handle, version: number } = answered;
  const module = await findByHandle(tx, shopId, handle);
  const customerId = await liveCustomer(tx, shopId, answered.customerId);
  if (module === null || customerId === null) return { ok: false, reason: "unknown" };
  const { moduleId } = module;
  const who = { customerId, moduleId, fresh: false, points: 0n };
  if ((await findPass(tx, shopId, moduleId, customerId)) !== null) return { ok: true, ...who, passed: true };
  const own = await listOwn(tx, shopId, moduleId, customerId);
  const before = own.find((attempt) => attempt.number === answered.number);
  if (before !== undefined) return { ok: true, ...who, passed: before.passed };
  if (answered.number !== nextNumber(own)) return { ok: false, reason: "stale" };
  const version = number > module.published ? null : await findVersion(tx, shopId, moduleId, number);
  if (module.state !== "live" || version === null) return { ok: false, reason: "unknown" };
  const participant = await readParticipant(tx, shopId, customerId);
  if (participant === null || !takesPart(await listStates(tx, shopId), now, participant)) return { ok: false, reason: "outside" };
  const current = await findVersion(tx, shopId, moduleId, module.published);
  if (current === null || !(await isOfAudience(tx, shopId, customerId, current.terms))) return { ok: false, reason: "group" };
  const { terms } = version;
  if (triesLeft(terms, own, shop, now) === 0) return { ok: false, reason: "tries" };
  const given = givenIn(terms, answered.form);
  const missing = missingIn(terms, given);
  if (missing.length > 0) return { ok: false, reason: "missing", missing };
  const grade = gradeOf(terms, given);
  const sheet = { number: answered.number, version: number, attemptedAt: now, questions: terms.questions.length };
  const attempt = { ...sheet, ...grade };
  await writeAttempt(tx, shopId, moduleId, customerId, attempt);
  const points = grade.passed ? BigInt(terms.points) : 0n;
  if (grade.passed) {
    await writePass(tx, shopId, moduleId, customerId, { version: number, passedAt: now, points, name: null });
    await postPoints(tx, shop, moduleId, terms, customerId, now);
  }
  await append(tx, shopId, [eventOf(moduleId, customerId, version, attempt, shop, now)], now);
  return { ok: true, ...who, fresh: true, passed: grade.passed, points };
}

export function nextNumber(own: readonly Attempt[]): number {
  return (own[0]?.number ?? 0) + 1;
}

/** The version that somebody takes: the one that they have begun, for a while, else the last. */
export function versionToTake(published: number, own: readonly Attempt[], now: Date): number {
  const [last] = own;
  return last !== undefined && last.attemptedAt > plusMs(now, -KEEPS_MS) ? Math.min(last.version, published) : published;
}

/** How many tries are left today, by the shop's day. */
export function triesLeft({ tries }: Terms, own: readonly Attempt[], { timeZone }: Pick<Shop, "timeZone">, now: Date): number {
  const today = startOfDay(now, timeZone);
  return Math.max(0, tries - own.filter(({ attemptedAt }) => attemptedAt >= today).length);
}

/** Posts what passing brings, through the bonuses' one door and under a key that names module and customer. */
async function postPoints(tx: Db, shop: Shop, moduleId: number, terms: Terms, customerId: bigint, now: Date): Promise<void> {
  if (terms.points === 0) return;
  const { version } = versionFor(now, await listPrograms(tx, shop.shopId));
  const key = ruleOf(moduleId);
  const award = {
    ...{ customerId, points: BigInt(terms.points), availableAt: now, earnedAt: now, programVersion: version, actor: "system" },
    ...{ key: bonusKey(key, customerId, "passed", 1), rule: { key, kind: "module" as const, title: terms.title } },
  };
  await post(tx, shop, [award], now);
}

function eventOf(
  moduleId: number,
  customerId: bigint,
  { terms }: Version,
  { number, correct, questions, passed }: Attempt,
  { primaryLocale }: Shop,
  now: Date,
) {
  const data = {
    ...{ moduleId, correct, questions, passed, title: textIn(terms.title, primaryLocale) },
    ...textFields("title", terms.title),
  };
  return {
    customerId,
    kind: "module.answered" as const,
    key: `module:${moduleId}:${customerId}:${number}`,
    occurredAt: now,
    data,
  };
}
