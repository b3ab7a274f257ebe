import { sql } from "kysely";
import { beforeEach, expect, test, vi } from "vitest";

import { findAchievement } from "../../app/achievements/achievements.server.ts";
import { draftOf } from "../../app/achievements/content/draft.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { isShown } from "../../extensions/reprise-account/src/parts/achievements.tsx";
import { bonusShop, NOW } from "../bonuses/stage.ts";
import { useDatabase } from "../support/database.ts";
import { bring, launch } from "./stage.ts";
import { badge, challenge } from "./terms.ts";

// Who asks is Shopify's to say, and jobs run elsewhere; everything behind them is real.
const asking = vi.hoisted(() => ({ shop: null as Shop | null, jobs: [] as unknown[] }));
vi.mock("../../app/merchant.server.ts", () => ({
  authenticateMerchant: () => Promise.resolve({ shop: asking.shop, locale: "en", actor: "merchant:42" }),
}));
vi.mock("../../app/queue/queue.server.ts", () => ({
  enqueue: (name: string, data: unknown[]) => {
    asking.jobs.push([name, ...data]);
    return Promise.resolve();
  },
}));

const database = useDatabase();
const { action } = await import("../../app/routes/app.program.achievements.$achievementId.tsx");

let shop: Shop;
beforeEach(async () => {
  shop = await bonusShop(database.db, []);
  asking.shop = shop;
  asking.jobs = [];
});

async function post(achievementId: number, fields: Record<string, string>): Promise<unknown> {
  const request = new Request("http://app.example/", { method: "POST", body: new URLSearchParams(fields) });
  return action({ request, params: { achievementId: String(achievementId) }, context: undefined as never });
}

test("one that is on is renamed although what it refers to is gone; one that is not says what is gone", async () => {
  const terms = challenge("orders", 1, { rewardId: 5 }, { tier: "gold" });
  const [on, off] = [await launch(database.db, shop, terms, NOW), await launch(database.db, shop, terms, NOW, "draft")];
  const draft = { ...draftOf(terms, shop.currency), titles: { ...draftOf(terms, shop.currency).titles, en: "Spring" } };
  const save = (id: number) => post(id, { intent: "save", draft: JSON.stringify(draft), seen: "1" });
  expect(await save(on)).toEqual({ did: "save", saved: { ok: true, version: 2 } });
  expect((await findAchievement(database.db, shop.shopId, on))?.terms).toEqual({
    ...terms,
    title: { en: "Spring", de: "Ein Abzeichen" },
  });
  expect(await save(off)).toMatchObject({ saved: { reason: "errors", errors: { tier: "unknown", rewardId: "unknown" } } });
});

test("a copy asks for the products of its collection: those of an archived one are not kept", async () => {
  const terms = badge("products", 2, { only: { of: "collection", value: "900" } });
  const id = await launch(database.db, shop, terms, NOW);
  await bring(database.db, shop, id, "archived", NOW);
  expect(await post(id, { intent: "copy" })).toMatchObject({ status: 302 });
  expect(asking.jobs).toEqual([["sync-collections", { shopId: shop.shopId, collectionIds: ["900"] }]]);
  const { rows } = await sql`select from achievements where shop_id = ${shop.shopId} and state = 'draft'`.execute(database.db);
  expect(rows).toHaveLength(1);
});

test("the account offers what somebody is at, and nothing that they have but that is no longer listed", () => {
  const open = (id: number, goal: "orders" | "segment", until: number | null = null) => ({ id, goal, until });
  const going = [{ id: 1, value: 2, until: null, by: null, full: false }];
  const latest = {
    id: 9,
    kind: "badge",
    title: { en: "Latest" },
    icon: "star" as const,
    picture: null,
    on: "2026-03-02",
    times: 1,
  };
  const view = { loyalty: { achievements: { held: [latest], going } }, asOf: 5_000 };
  const shown = [open(1, "orders"), open(1, "orders", 5), open(2, "orders"), open(3, "segment"), open(9, "segment")];
  expect(shown.map((one) => isShown(one, view))).toEqual([true, false, false, true, false]);
  // Of somebody who is not known yet nothing is left out.
  expect(isShown(open(2, "orders"), { loyalty: { achievements: { held: [], going: [] } }, asOf: 5_000 })).toBe(true);
});
