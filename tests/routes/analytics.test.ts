import { beforeAll, expect, test, vi } from "vitest";

import { workOutFigures } from "../../app/insights/figures/kept/work-out.server.ts";
import { lastDays } from "../../app/insights/figures/period.ts";
import { shopDay } from "../../app/insights/scores/shop-day.ts";
import { DAY_MS } from "../../app/lib/time.ts";
import { createDefaultProgram } from "../../app/program/versions.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { fillOrders } from "../insights/scores-stage.ts";
import { useDatabase } from "../support/database.ts";
import { installShop, INSTALLED_AT } from "../support/shops.ts";

const asking = vi.hoisted(() => ({ shop: null as Shop | null }));
vi.mock("../../app/merchant.server.ts", () => ({
  authenticateMerchant: () => Promise.resolve({ shop: asking.shop, locale: "de", actor: "merchant:42" }),
}));

const database = useDatabase();
const retention = await import("../../app/routes/app.analytics.retention.tsx");
const retentionCsv = await import("../../app/routes/app.analytics.retention.csv.ts");
const cohorts = await import("../../app/routes/app.analytics.cohorts.tsx");
const goals = await import("../../app/routes/app.analytics.goals.tsx");
let shop: Shop;
let other: Shop;

beforeAll(async () => {
  shop = await installShop(database.db, "morgenrot.myshopify.com");
  other = await installShop(database.db, "nordlicht.myshopify.com");
  for (const { shopId } of [shop, other]) await createDefaultProgram(shopId, INSTALLED_AT);
  const { refreshProfiles } = await import("../../app/customers/profile.server.ts");
  const today = shopDay(shop, new Date());
  await fillOrders(database.db, shop.shopId, [
    { customerId: 1n, orderId: 1n, day: today - 120, netMinor: 1_000 },
    { customerId: 1n, orderId: 2n, day: today - 10, netMinor: 2_000 },
    { customerId: 2n, orderId: 3n, day: today - 100, netMinor: 4_000 },
  ]);
  await refreshProfiles(database.db, shop.shopId, [1n, 2n]);
});

const args = (path: string, fields?: Record<string, string>) => ({
  request: new Request(
    `http://app.example/app/analytics/${path}`,
    fields === undefined ? {} : { method: "POST", body: new URLSearchParams(fields) },
  ),
  ...{ params: {}, context: {} },
});

test("the page of retention is about the days in its address, and about its shop alone (issue 10, figures)", async () => {
  asking.shop = shop;
  const today = shopDay(shop, new Date());
  const ninety = await retention.loader(args("retention"));
  expect(ninety.asked).toEqual({ kind: 90, period: lastDays(90, today - 1) });
  expect(ninety.shown.current?.counts).toMatchObject({ customers: 2, start: 2, end: 1, returning: { revenue: 2_000 } });
  const thirty = await retention.loader(args("retention?days=30"));
  expect(thirty.shown.current?.counts).toMatchObject({ buyers: 1 });
  const iso = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);
  const custom = await retention.loader(args(`retention?from=${iso(today - 125)}&to=${iso(today - 95)}`));
  expect(custom.shown.current?.counts).toMatchObject({ buyers: 2, fresh: { revenue: 5_000 } });
  asking.shop = other;
  expect((await retention.loader(args("retention"))).shown.current?.counts).toMatchObject({ customers: 0 });
  expect((await cohorts.loader(args("cohorts"))).cohorts).toEqual([]);
});

test("for how long customers are active is chosen from a list, and counted anew (issue 10, figures)", async () => {
  asking.shop = shop;
  await expect(retention.action(args("retention", { active: "7" }))).rejects.toMatchObject({ status: 422 });
  await retention.action(args("retention", { active: "180" }));
  expect(await retention.loader(args("retention?days=30"))).toMatchObject({ active: 180, shown: { window: 180 } });
  asking.shop = other;
  expect(await retention.loader(args("retention"))).toMatchObject({ active: 90 });
});

test("the file has the days of the page, as a German spreadsheet wants it", async () => {
  asking.shop = shop;
  const response = await retentionCsv.loader(args("retention.csv?days=30"));
  expect(response.headers.get("Cache-Control")).toBe("private, no-store");
  expect(await response.text()).toContain(";orderValue;20,00;EUR");
});

test("a goal is set by who asks, refused beside its field, and removed by nobody of another shop (issue 10, figures)", async () => {
  asking.shop = shop;
  await workOutFigures(database.db, shop, new Date());
  const fields = { figure: "retention", days: "90", target: "60", dueOn: "2099-01-31" };
  expect(await goals.action(args("goals", { ...fields, target: "-1" }))).toMatchObject({
    ...{ data: { done: null, errors: { target: "number" } }, init: { status: 422 } },
  });
  expect(await goals.action(args("goals", fields))).toEqual({ done: "set", errors: {} });
  const listed = (await goals.loader(args("goals"))).goals;
  expect(listed).toMatchObject([{ goal: { target: 0.6, setBy: "merchant:42" } }]);
  asking.shop = other;
  await goals.action(args("goals", { remove: String(listed[0]?.goal.goalId) }));
  expect((await goals.loader(args("goals"))).goals).toEqual([]);
  await expect(goals.action(args("goals", { remove: "1 or 1=1" }))).rejects.toMatchObject({ status: 422 });
  asking.shop = shop;
  expect((await goals.loader(args("goals"))).goals).toHaveLength(1);
});
