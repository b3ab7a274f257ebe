import { beforeEach, describe, expect, test } from "vitest";

import { prisma } from "../../app/db.server.ts";
import { plusMs } from "../../app/lib/time.ts";
import { discardDraft, findDraft, saveDraft } from "../../app/program/drafts.server.ts";
import { cancelScheduled, listVersions } from "../../app/program/history.server.ts";
import { publish } from "../../app/program/publish.server.ts";
import { DEFAULT_RULES, programRulesSchema, type ProgramRules } from "../../app/program/rules/rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import { currentProgram } from "../../app/program/versions.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";

const database = useDatabase();
const NOW = new Date("2026-11-02T09:00:00Z");
const later = (ms: number) => plusMs(NOW, ms);
const RICHER: ProgramRules = { ...DEFAULT_RULES, earn: { points: "7", units: "1" } };

let shop: Shop;
beforeEach(async () => {
  shop = await createEarningShop(database.db);
});

async function draft(rules: ProgramRules, at = NOW): Promise<string> {
  const seen = (await findDraft(shop.shopId))?.revision ?? null;
  const saved = await saveDraft(shop.shopId, rules, { seen, actor: "merchant:1" }, at);
  if (!saved.ok) throw new Error(saved.reason);
  return saved.revision;
}
const now = (revision: string, at = NOW) => publish(shop.shopId, { revision, effectiveFrom: null, actor: "merchant:1" }, at);

describe("a draft", () => {
  test("is one for the shop, and nobody writes over what they have not seen", async () => {
    const first = await draft(RICHER);
    expect(await saveDraft(shop.shopId, DEFAULT_RULES, { seen: null, actor: "merchant:2" }, later(1))).toEqual({
      ok: false,
      reason: "changed-meanwhile",
    });
    const second = await draft({ ...RICHER, pendingDays: 3 }, NOW);
    expect(second).not.toBe(first);
    expect(await saveDraft(shop.shopId, RICHER, { seen: first, actor: "merchant:2" }, later(2))).toMatchObject({ ok: false });
    expect(await findDraft(shop.shopId)).toMatchObject({ revision: second, rules: { pendingDays: 3 }, updatedBy: "merchant:1" });
    expect(await discardDraft(shop.shopId)).toBe(true);
    expect(await discardDraft(shop.shopId)).toBe(false);
  });

  test("changes nothing before it is published, and is gone afterwards", async () => {
    const revision = await draft(RICHER);
    expect((await currentProgram(database.db, shop.shopId, later(1_000))).version).toBe(1);
    expect(await now(revision)).toEqual({ ok: true, version: 2, effectiveFrom: NOW });
    expect(await findDraft(shop.shopId)).toBeNull();
    const programs = await Promise.all([later(-1), NOW].map((at) => currentProgram(database.db, shop.shopId, at)));
    expect(programs.map(({ version }) => version)).toEqual([1, 2]);
    expect(programs[1]?.rules).toEqual(RICHER);
  });
});

describe("publishing", () => {
  test("by two staff at once makes one version; the other is told", async () => {
    const revision = await draft(RICHER);
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => now(revision)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.reason === "changed-meanwhile")).toHaveLength(3);
    expect(await listVersions(shop.shopId, NOW)).toHaveLength(2);
  });

  test("refuses a draft that has changed since it was looked at", async () => {
    const seen = await draft(RICHER);
    await draft({ ...RICHER, pendingDays: 1 }, later(5));
    expect(await now(seen, later(10))).toEqual({ ok: false, reason: "changed-meanwhile" });
    expect(await findDraft(shop.shopId)).not.toBeNull();
  });

  test("refuses rules that say what is in force then, however their JSON is ordered, and keeps the draft", async () => {
    const shuffled = programRulesSchema.parse(Object.fromEntries(Object.entries(DEFAULT_RULES).reverse()));
    const revision = await draft(shuffled);
    expect(await now(revision)).toEqual({ ok: false, reason: "unchanged" });
    expect((await findDraft(shop.shopId))?.revision).toBe(revision);
  });

  test("refuses the past and an instant at which another version begins", async () => {
    const at = later(86_400_000);
    const request = (revision: string, effectiveFrom: Date) =>
      publish(shop.shopId, { revision, effectiveFrom, actor: "merchant:1" }, NOW);
    const first = await draft(RICHER);
    expect(await request(first, later(-1))).toEqual({ ok: false, reason: "in-the-past" });
    expect(await request(first, at)).toMatchObject({ ok: true, version: 2 });
    const second = await draft({ ...RICHER, pendingDays: 0 });
    expect(await request(second, at)).toEqual({ ok: false, reason: "taken" });
    expect(await request(second, plusMs(at, 1))).toMatchObject({ ok: true, version: 3 });
  });

  test("compares a scheduled version with what will be in force then, not with today's", async () => {
    await publish(shop.shopId, { revision: await draft(RICHER), effectiveFrom: later(1_000), actor: "merchant:1" }, NOW);
    const back = await draft(DEFAULT_RULES);
    expect(await now(back)).toEqual({ ok: false, reason: "unchanged" });
    const request = { revision: back, effectiveFrom: later(2_000), actor: "merchant:1" };
    expect(await publish(shop.shopId, request, NOW)).toMatchObject({ ok: true, version: 3 });
  });
});

describe("the history", () => {
  test("says who published what, when, and what it changed", async () => {
    await now(await draft({ ...RICHER, tiers: TIER_PRESET }));
    await publish(
      shop.shopId,
      { revision: await draft({ ...RICHER, tiers: null }), effectiveFrom: later(9_000), actor: "merchant:9" },
      NOW,
    );
    const versions = await listVersions(shop.shopId, later(1));
    expect(versions.map(({ version, state, changed, createdBy }) => ({ version, state, changed, createdBy }))).toEqual([
      { version: 3, state: "scheduled", changed: ["tiers"], createdBy: "merchant:9" },
      { version: 2, state: "in-force", changed: ["earning", "tiers"], createdBy: "merchant:1" },
      { version: 1, state: "past", changed: null, createdBy: "system" },
    ]);
    expect((await listVersions(shop.shopId, later(9_000)))[0]?.state).toBe("in-force");
  });

  test("lets a scheduled version be cancelled until it takes effect, and gives its rules back as a draft", async () => {
    const at = later(1_000);
    await publish(shop.shopId, { revision: await draft(RICHER), effectiveFrom: at, actor: "merchant:1" }, NOW);
    expect(await cancelScheduled(shop.shopId, 2, "merchant:2", at)).toBe(false);
    expect(await cancelScheduled(shop.shopId, 1, "merchant:2", NOW)).toBe(false);
    const both = await Promise.all([1, 2].map(() => cancelScheduled(shop.shopId, 2, "merchant:2", NOW)));
    expect(both.sort()).toEqual([false, true]);
    expect(await findDraft(shop.shopId)).toMatchObject({ rules: RICHER, updatedBy: "merchant:2" });
    expect(await prisma().program_versions.count({ where: { shop_id: shop.shopId } })).toBe(1);
  });

  test("is each shop's own", async () => {
    const other = await createEarningShop(database.db);
    await now(await draft(RICHER));
    expect(await listVersions(other.shopId, NOW)).toHaveLength(1);
    expect(await cancelScheduled(other.shopId, 2, "merchant:1", NOW)).toBe(false);
    expect(await findDraft(other.shopId)).toBeNull();
  });
});
