import { createAchievement } from "../../achievements/achievements.server.ts";
import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import type { Locale } from "../../i18n/translate.ts";
import { readDraft, type Errors } from "../../learning/content/read-draft.ts";
import { archive, findModule, noteBadge, publish, titleIn, titlesOf, type Module } from "../../learning/modules.server.ts";
import { change } from "../../pipeline/change.server.ts";
import { readAudiences } from "../../segments/audience/known.server.ts";
import { checkDraft, foldName, LONGEST_NAME, numbered } from "../../segments/editing/draft.ts";
import { listAll } from "../../segments/editing/store.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { createSegment } from "../segments/create-segment.server.ts";

/** `changed`: the draft is not what was seen. */
export type Published =
  { ok: true } | { ok: false; reason: "gone" | "changed" } | { ok: false; reason: "errors"; errors: Errors };

/** Publishes the saved draft of a module. Whoever is in the middle of a version goes on with it. @param seen the version of the draft that was seen */
export async function publishModule(shop: Shop, moduleId: number, seen: number, now = clock): Promise<Published> {
  const { tiers, segments } = await readAudiences(db(), shop, now());
  const known = { tiers: tiers.map(({ key }) => key), segmentIds: segments.map(({ segmentId }) => segmentId) };
  return change<Published>(
    shop,
    async (tx, at) => {
      const module = await findModule(tx, shop.shopId, moduleId);
      if (module === null) return { result: { ok: false, reason: "gone" } };
      const read = readDraft(module.draft, known);
      if (!read.ok) return { result: { ok: false, reason: "errors", errors: read.errors } };
      const done = await publish(tx, shop.shopId, module, read.terms, seen, at);
      return { result: done ? { ok: true } : { ok: false, reason: "changed" } };
    },
    now,
  );
}

export function archiveModule({ shopId, ...shop }: Shop, moduleId: number, now = clock): Promise<boolean> {
  return change({ shopId, ...shop }, async (tx, at) => ({ result: await archive(tx, shopId, moduleId, at) }), now);
}

const NAMES = { en: (title: string) => `Passed: ${title}`, de: (title: string) => `Bestanden: ${title}` };

/**
 * A badge for passing a module, still a draft: one for entering the segment of those who have. Both go on by themselves from here.
 * @returns the badge; null: there are too many of one of them, or no such module
 */
export async function makeBadge(shop: Shop, moduleId: number, locale: Locale, now = clock): Promise<number | null> {
  const module = await findModule(db(), shop.shopId, moduleId);
  const segmentId = module === null ? null : await segmentOf(shop, module, locale, now);
  if (module === null || segmentId === null) return null;
  const terms = {
    ...{ kind: "badge" as const, goal: "segment" as const, target: 1, segmentId, icon: "check" as const, picture: null },
    ...{ title: titlesOf(module.draft), description: null, only: null, points: 0, rewardId: null, challenge: null, streak: null },
  };
  const achievementId = await createAchievement(shop.shopId, terms, now());
  if (achievementId !== null) await noteBadge(shop.shopId, moduleId, achievementId, now());
  return achievementId;
}

/** Who has passed: one that asks for the same is used, whatever it is called. */
async function segmentOf(shop: Shop, module: Module, locale: Locale, now: typeof clock): Promise<number | null> {
  const checked = checkDraft({ name: "-", query: `module_passed MATCHES (module_id = ${module.moduleId})` });
  if (!checked.ok) throw new Error("The query of a module is none");
  const { query } = checked.draft;
  const known = await listAll(db(), shop.shopId);
  const same = known.find((segment) => segment.query === query);
  if (same !== undefined) return same.segmentId;
  const taken = new Set(known.map((segment) => foldName(segment.name)));
  const wanted = NAMES[locale](titleIn(module, locale));
  const name = numbered(wanted, " ", LONGEST_NAME).find((one) => !taken.has(foldName(one))) ?? wanted;
  const made = await createSegment(shop, { name, query }, now);
  return made.ok ? made.segment.segmentId : null;
}
