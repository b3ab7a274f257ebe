import type { Db } from "../../db.server.ts";
import type { Texts } from "../../program/rules/texts.ts";
import { belongingOf, isOfAudience } from "../../segments/audience/of-audience.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { findPass, listOwn, listPassed, type Attempt, type Pass } from "../answers/attempts.server.ts";
import { nextNumber, triesLeft, versionToTake, type Sheet } from "../answers/take.server.ts";
import type { Terms } from "../content/terms.ts";
import { findByHandle, findVersion, listLive, type ModuleState } from "../modules.server.ts";

/** A module as a customer sees it. */
export type ShownModule = {
  moduleId: number;
  state: ModuleState;
  terms: Terms;
  sheet: Sheet;
  /** Whether they may read and take it. A visitor may read what is for everybody. */
  open: boolean;
  left: number;
  last: Attempt | null;
  pass: Pass | null;
};

/** @param customerId null: nobody is logged in @returns null: there is none at that address, or it was never published */
export async function readShown(
  db: Db,
  shop: Shop,
  handle: string,
  customerId: bigint | null,
  now: Date,
): Promise<ShownModule | null> {
  const { shopId } = shop;
  const module = await findByHandle(db, shopId, handle);
  if (module === null) return null;
  const { moduleId, state, published } = module;
  const own = customerId === null ? [] : await listOwn(db, shopId, moduleId, customerId);
  const pass = customerId === null ? null : await findPass(db, shopId, moduleId, customerId);
  const current = await findVersion(db, shopId, moduleId, published);
  // What was passed stays as it was then, also its questions and their answers.
  const number = pass?.version ?? versionToTake(published, own, now);
  const version = number === published ? current : await findVersion(db, shopId, moduleId, number);
  if (current === null || version === null) return null;
  const forAll = current.terms.tier === null && current.terms.segmentId === null;
  return {
    ...{ moduleId, state, terms: version.terms, sheet: { version: number, number: nextNumber(own) } },
    open: customerId === null ? forAll : await isOfAudience(db, shopId, customerId, current.terms),
    ...{ left: triesLeft(version.terms, own, shop, now), last: own[0] ?? null, pass },
  };
}

/** A module to be led to. */
export type OpenModule = { handle: string; title: Texts; passed: boolean };

/** Those that a customer may take, or has passed. */
export async function listOpen(db: Db, shopId: number, customerId: bigint): Promise<OpenModule[]> {
  const live = await listLive(db, shopId);
  if (live.length === 0) return [];
  const passed = await listPassed(db, shopId, customerId);
  const belongs = await belongingOf(
    db,
    shopId,
    customerId,
    live.map(({ terms }) => terms),
  );
  return live
    .filter(({ moduleId, terms }) => passed.has(moduleId) || belongs(terms))
    .map(({ moduleId, handle, terms }) => ({ handle, title: terms.title, passed: passed.has(moduleId) }));
}
