import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

import { createQueues } from "../../app/jobs/work.server.ts";
import { now } from "../../app/clock.server.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { evaluate } from "../../app/segments/membership.server.ts";
import { readyMade } from "../../app/segments/ready-made/entries.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { addSegment, putCustomers } from "../segments/support.ts";

const asking = vi.hoisted(() => ({ shop: null as Shop | null, locale: "de" }));
vi.mock("../../app/merchant.server.ts", () => ({
  authenticateMerchant: () => Promise.resolve({ shop: asking.shop, locale: asking.locale, actor: "merchant:42" }),
}));

const database = useDatabase();
const list = await import("../../app/routes/app.customers.segments.tsx");
const one = await import("../../app/routes/app.customers.segments.$segmentId.tsx");
const revenue = await import("../../app/routes/app.customers.segments.$segmentId.revenue.json.ts");
const gallery = await import("../../app/routes/app.customers.segments.ready-made.tsx");
const counts = await import("../../app/routes/app.customers.segments.ready-made.json.ts");
let shop: Shop;
let other: Shop;
let segmentId: number;

beforeAll(() => createQueues());
afterAll(() => stopEngine());
beforeEach(async () => {
  shop = await createEarningShop(database.db);
  other = await createEarningShop(database.db);
  asking.shop = shop;
  asking.locale = "de";
  segmentId = await addSegment(database.db, shop.shopId, "buyers", "number_of_orders >= 1");
  await addSegment(database.db, shop.shopId, "regular", "number_of_orders > 3");
  await putCustomers(database.db, shop.shopId, [
    { customer_id: 1n, orders_count: 1, net_spend_minor: 500n },
    { customer_id: 2n, orders_count: 4, net_spend_minor: 4_000n },
    { customer_id: 3n, orders_count: 0 },
  ]);
  await evaluate(database.db, shop, [1n, 2n, 3n], now());
});

const of = (path: string, id = segmentId) => ({
  request: new Request(`http://app.example/app/customers/segments${path}`),
  params: { segmentId: String(id) },
  context: {},
});
const post = (fields: Record<string, string>, id = segmentId) => ({
  ...of("", id),
  request: new Request("http://app.example/app/customers/segments", { method: "POST", body: new URLSearchParams(fields) }),
});
const statusOf = async (answer: Promise<unknown>): Promise<number> => {
  const known = await answer.catch((error: unknown) => error);
  if (known instanceof Response) return known.status;
  return (known as { init?: { status?: number } }).init?.status ?? 200;
};

describe("the list of segments", () => {
  test("has all of the shop's with their sizes", async () => {
    const { segments, customers } = await list.loader(of(""));
    expect(segments.map(({ key, members }) => [key, members])).toEqual([
      ["buyers", 2],
      ["regular", 1],
    ]);
    expect(customers).toBe(3);
  });
});

describe("the page of a segment", () => {
  test("shows members, found and sorted as the customers' list does, and nobody else", async () => {
    const { shown, segment, uses, tag, days } = await one.loader(of("?sort=spend"));
    expect(segment).toMatchObject({ members: 2, query: "number_of_orders >= 1" });
    expect(shown.view === "members" && shown.page.rows.map(({ customerId }) => customerId)).toEqual([2n, 1n]);
    expect([uses, tag, days.length]).toEqual([[], null, 1]);
    const found = await one.loader(of("?segment=regular&also=x"));
    expect(found.shown.view === "members" && found.shown.page.total).toBe(2);
  });

  test("shows who came with the cause, how it overlaps, and what its members have spent", async () => {
    const { shown } = await one.loader(of("?view=moves&days=7"));
    expect(shown.view === "moves" && [shown.came, shown.went, shown.moves.map(({ cause }) => cause)]).toEqual([
      ...[2, 0],
      ["details", "details"],
    ]);
    const { others } = await one.loader(of(""));
    const compared = await one.loader(of(`?view=overlap&with=${others[0]?.segmentId}&with=999`));
    expect(compared.shown.view === "overlap" && compared.shown.overlap?.together).toBe(1);
    expect(await revenue.loader(of("/revenue.json"))).toMatchObject({ revenue: { membersMinor: 4_500n } });
  });

  test("is the shop's own: another sees nothing of it and changes nothing", async () => {
    asking.shop = other;
    expect(await statusOf(one.loader(of("")))).toBe(404);
    for (const intent of ["tag", "untag", "duplicate", "remove"])
      expect(await statusOf(one.action(post({ intent, tag: "x" })))).toBe(404);
    expect(await revenue.loader(of("/revenue.json"))).toMatchObject({ revenue: { membersMinor: 0n } });
    asking.shop = shop;
    expect((await one.loader(of(""))).segment.members).toBe(2);
    expect(await statusOf(one.loader(of("", 999)))).toBe(404);
    expect(await statusOf(revenue.loader({ ...of(""), params: { segmentId: "1; drop" } }))).toBe(404);
  });

  test("tags, stops tagging, copies and deletes; what makes no sense is refused", async () => {
    expect(await statusOf(one.action(post({ intent: "tag", tag: "a,b" })))).toBe(422);
    expect(await one.action(post({ intent: "tag", tag: " Kauft " }))).toEqual({ about: "tag", ok: true });
    expect((await one.loader(of(""))).tag).toMatchObject({ tag: "Kauft" });
    expect(await one.action(post({ intent: "untag" }))).toEqual({ about: "tag", ok: true });
    expect((await one.loader(of(""))).tag).toBeNull();
    expect(await statusOf(one.action(post({ intent: "duplicate" })))).toBe(302);
    const { segments } = await list.loader(of(""));
    expect(segments.map(({ name }) => name)).toEqual(["buyers", "regular", "buyers (Kopie)"]);
    expect(await statusOf(one.action(post({ intent: "remove" }, segments[2]?.segmentId ?? 0)))).toBe(302);
    expect((await list.loader(of(""))).segments).toHaveLength(2);
    expect(await statusOf(one.action(post({ intent: "explode" })))).toBe(422);
  });
});

describe("ready-made segments", () => {
  test("are counted here, told apart from those that the shop has, and added once, in the merchant's language", async () => {
    const { offered } = await gallery.loader(of("/ready-made"));
    expect(offered.find(({ key }) => key === "regular")?.segmentId).not.toBeNull();
    expect(offered.filter(({ segmentId: id }) => id !== null)).toHaveLength(1);
    const { counted } = await counts.loader(of("/ready-made.json"));
    expect([counted?.["one-time"], counted?.["regular"], counted?.["group-prospects"]]).toEqual([1, 1, 1]);
    expect(await gallery.action(post({ key: "one-time" }))).toEqual({ ok: true, name: "Einmal gekauft" });
    expect(await gallery.action(post({ key: "one-time" }))).toEqual({ ok: true, name: "Einmal gekauft" });
    asking.locale = "en";
    expect(await gallery.action(post({ key: "lapsed" }))).toEqual({ ok: true, name: "Lapsed" });
    const { segments } = await list.loader(of(""));
    expect(segments.map(({ key, name }) => [key, name])).toEqual([
      ["buyers", "buyers"],
      ["regular", "regular"],
      ["one-time", "Einmal gekauft"],
      ["lapsed", "Lapsed"],
    ]);
    for (const key of ["nonsense", "../x", ""]) expect(await statusOf(gallery.action(post({ key })))).toBe(422);
    expect(offered.length).toBeGreaterThanOrEqual(readyMade.length);
  });

  test("say so when a name is taken or the shop is full", async () => {
    await sql`update segments set name = 'Einmal gekauft' where shop_id = ${shop.shopId} and key = 'buyers'`.execute(database.db);
    expect(await statusOf(gallery.action(post({ key: "one-time" })))).toBe(422);
    for (let number = 0; number < 198; number += 1)
      await addSegment(database.db, shop.shopId, `s${number}`, "number_of_orders >= 1");
    expect(await statusOf(gallery.action(post({ key: "lapsed" })))).toBe(422);
    expect((await list.loader(of(""))).segments).toHaveLength(200);
  });
});
