import ICAL from "ical.js";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { now } from "../../app/clock.server.ts";
import { guestToken } from "../../app/gatherings/link.server.ts";
import { calendarFile } from "../../app/gatherings/shown/calendar.ts";
import { findGathering } from "../../app/gatherings/gatherings.server.ts";
import { cancelGathering } from "../../app/actions/merchant/open-gathering.server.ts";
import { joinGathering } from "../../app/actions/shopper/taking-part/join-gathering.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { localText } from "../../app/program/local-time.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { loader as calendarLoader } from "../../app/routes/proxy.event.$handle.calendar.tsx";
import { action, loader } from "../../app/routes/proxy.event.$handle.tsx";
import { loader as listLoader } from "../../app/routes/proxy.events.tsx";
import type { Shop } from "../../app/shops/shop.ts";
import { accountViewIn, atOnce } from "../../app/storefront/api/account.server.ts";
import { people } from "../draws/stage.ts";
import { draft, guests, launch } from "../gatherings/stage.ts";
import { signQuery } from "../sandbox/storefront/proxy.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";

const database = useDatabase();
const SECRET = "test-client-secret-0123456789";
const HOSTILE = `<b>Cups</b> {{ shop.email }} "and"; more\nBEGIN:VEVENT`;
let shop: Shop;
let other: Shop;
let gatheringId: number;

beforeAll(() => createQueues());
afterAll(() => stopEngine());
beforeAll(async () => {
  shop = await createEarningShop(database.db);
  other = await createEarningShop(database.db);
  for (const one of [shop, other]) await people(database.db, one, [1n, 2n, 3n, 4n, 5n]);
  const [from, until] = [plusMs(now(), 10 * DAY_MS), plusMs(now(), 10 * DAY_MS + 7_200_000)];
  const when = { startsAt: localText(from, shop.timeZone), endsAt: localText(until, shop.timeZone) };
  const what = draft({ ...when, titles: { en: HOSTILE, de: "Verkostung" }, url: "https://meet.example/secret", places: "2" });
  gatheringId = await launch(database.db, shop, what, "tasting", now());
  await sql`
    insert into segments (shop_id, key, name, query, position, created_at, updated_at)
    values (${shop.shopId}, 'few', 'Few', 'number_of_orders > 99', 0, ${now()}, ${now()})
  `.execute(database.db);
  const { rows } = await sql<{ id: number }>`select segment_id as id from segments where shop_id = ${shop.shopId}`.execute(
    database.db,
  );
  const few = { audience: "segment" as const, segmentId: String(rows[0]?.id ?? 0) };
  await launch(database.db, shop, draft({ ...when, ...few, titles: { en: "Secret", de: "Geheim" } }), "secret", now());
});

type Options = {
  customer?: string;
  handle?: string;
  form?: Record<string, string>;
  secret?: string;
  of?: Shop;
  at?: "page" | "calendar" | "list";
  token?: string;
  method?: string;
  locale?: string;
};

function ask({
  customer = "1",
  handle = "tasting",
  form,
  secret = SECRET,
  of = shop,
  at = "page",
  token,
  method,
  locale = "en",
}: Options = {}) {
  const query = new URLSearchParams({
    ...{ shop: of.domain, logged_in_customer_id: customer, path_prefix: "/apps/reprise", l: locale },
    ...(token === undefined ? {} : { g: token }),
    timestamp: String(Math.floor(now().getTime() / 1000)),
  });
  const url = `http://127.0.0.1:3000/proxy/event/${handle}?${signQuery(query, secret).toString()}`;
  const body = form === undefined ? {} : { body: new URLSearchParams(form) };
  const request = new Request(url, { method: method ?? (form === undefined ? "GET" : "POST"), ...body });
  const args = { request, params: { handle }, context: {} };
  if (at === "calendar") return calendarLoader(args);
  if (at === "list") return listLoader(args);
  return form === undefined && method === undefined ? loader(args) : action(args);
}

const textOf = async (options: Options = {}) => (await ask(options)).text();
const statusOf = async (options: Options = {}) =>
  (await ask(options).catch((error: unknown) => (error instanceof Response ? error : Promise.reject(error as Error)))).status;
async function formOf(options: Options = {}): Promise<Record<string, string>> {
  const fields = [...(await textOf(options)).matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)];
  return Object.fromEntries(fields.map(([, name = "", value = ""]) => [name, value]));
}

describe("an event's page", () => {
  test("is read without a script; opening it registers nobody, and its address online is for who has a place", async () => {
    for (let turn = 0; turn < 3; turn += 1) await ask();
    const text = await textOf();
    expect(await guests(database.db, shop)).toEqual([]);
    expect(text).toContain("<strong>one</strong>");
    expect(text).toContain("2 places left");
    expect(text).not.toMatch(/<script|<b>|\{\{ shop\.email|meet\.example/);
    expect(text).toContain("&#60;b&#62;Cups");
    const joined = await ask({ form: await formOf() });
    expect([joined.status, await joined.text()]).toEqual([
      200,
      expect.stringContaining("You have a place. We’ve sent you an email."),
    ]);
    expect(await textOf()).toContain('href="https://meet.example/secret"');
    expect(await textOf({ locale: "de" })).toContain("Du hast einen Platz");
    await ask({ customer: "2", form: await formOf({ customer: "2" }) });
    const full = await textOf({ customer: "3" });
    expect(full).toContain("Fully booked");
    const waiting = await textOf({ customer: "3", form: await formOf({ customer: "3" }) });
    expect(waiting).toContain("You are on the waiting list.");
    expect(waiting).not.toContain("meet.example");
    const left = await textOf({ customer: "2", form: await formOf({ customer: "2" }) });
    expect(left).toContain("You don’t come to this event any more.");
    expect(await guests(database.db, shop)).toEqual(["1 registered", "2 left", "3 registered"]);
  });

  test("visitors read what is for everybody, and are asked to log in", async () => {
    const text = await textOf({ customer: "" });
    expect(text).toContain("Log in to register.");
    expect(text).not.toMatch(/<form|meet\.example/);
  });

  test("what is for some is told to nobody else", async () => {
    const guest = await ask({ customer: "", handle: "secret" });
    expect(await guest.text()).not.toContain("Secret");
    const stranger = await ask({ handle: "secret" });
    expect([stranger.status, (await stranger.text()).includes("Secret")]).toEqual([403, false]);
    const file = await ask({ handle: "secret", at: "calendar" });
    expect([file.status, (await file.text()).includes("Secret")]).toEqual([403, false]);
    for (const customer of ["", "1"]) expect(await textOf({ customer, at: "list" })).not.toContain("Secret");
    const form = await formOf({ customer: "5" });
    expect(await statusOf({ customer: "5", handle: "secret", form })).toBe(403);
  });

  test("the link of an email knows its reader without a login; it is of one customer, one event and one shop", async () => {
    const token = guestToken({ shopId: shop.shopId, gatheringId, customerId: 1n });
    expect(await textOf({ customer: "", token })).toContain("You have a place");
    for (const wrong of [
      guestToken({ shopId: other.shopId, gatheringId, customerId: 1n }),
      guestToken({ shopId: shop.shopId, gatheringId: gatheringId + 1, customerId: 1n }),
      token.replace(/^1\./, "2."),
      `${token.slice(0, -1)}_`,
      "1.x",
      "",
      "9".repeat(5_000),
    ])
      expect(await textOf({ customer: "", token: wrong })).toContain("Log in to register.");
    const form = { l: "en", key: token, intent: "leave" };
    expect(await textOf({ customer: "", form })).toContain("You don’t come to this event any more.");
    expect(await textOf({ customer: "", form: { ...form, intent: "join" } })).toMatch(/You have a place|waiting list/);
  });

  test.each([
    ["without its key", async () => ({ ...(await formOf({ customer: "4" })), key: "" })],
    ["with another customer's key", async () => formOf({ customer: "5" })],
    [
      "with another shop's key",
      () => Promise.resolve({ key: guestToken({ shopId: other.shopId, gatheringId, customerId: 4n }), intent: "join", l: "en" }),
    ],
  ])("a form %s is refused and changes nothing", async (_, form) => {
    const before = await guests(database.db, shop);
    expect(await statusOf({ customer: "4", form: await form() })).toBe(422);
    expect(await guests(database.db, shop)).toEqual(before);
  });

  test.each([
    ["a signature that is none", { secret: "another-secret-0123456789" }, 401],
    ["another shop's", { of: () => other }, 404],
    ["an address that no event has", { handle: "nothing" }, 404],
    ["an address that cannot be one", { handle: "../../etc" }, 404],
    ["a method of its own", { method: "PUT" }, 405],
  ] as const)("%s gets nothing", async (_, { of, ...options }: Omit<Options, "of"> & { of?: () => Shop }, status) => {
    expect(await statusOf({ ...options, ...(of === undefined ? {} : { of: of() }) })).toBe(status);
  });

  test("a form is read no further than it can be long", async () => {
    const form = { ...(await formOf({ customer: "4" })), more: "x".repeat(100_000) };
    expect(await statusOf({ customer: "4", form })).toBe(422);
  });

  test("twenty acts a minute are enough", async () => {
    const token = guestToken({ shopId: shop.shopId, gatheringId, customerId: 5n });
    const all = await Promise.all(
      Array.from({ length: 25 }, () => statusOf({ customer: "5", form: { key: token, intent: "join", l: "en" } })),
    );
    expect(all.filter((status) => status === 429).length).toBeGreaterThanOrEqual(5);
    expect((await guests(database.db, shop)).filter((line) => line.startsWith("5 "))).toHaveLength(1);
  });
});

describe("a calendar file", () => {
  const eventIn = (text: string) => {
    const [found] = new ICAL.Component(ICAL.parse(text) as unknown[]).getAllSubcomponents("vevent");
    return new ICAL.Event(found);
  };

  test("is read by a calendar, and whatever a merchant writes is text in it", async () => {
    const response = await ask({ customer: "", at: "calendar" });
    expect(response.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
    const text = await response.text();
    expect(new ICAL.Component(ICAL.parse(text) as unknown[]).getAllSubcomponents("vevent")).toHaveLength(1);
    const event = eventIn(text);
    const gathering = await findGathering(database.db, shop.shopId, gatheringId);
    expect(event.summary.replace(/\s+/g, " ")).toContain('<b>Cups</b> {{ shop.email }} "and"; more');
    expect(event.startDate.toJSDate().toISOString()).toBe(gathering?.terms?.startsAt);
    expect(event.endDate.toJSDate().toISOString()).toBe(gathering?.terms?.endsAt);
    expect(event.location).toBe("Roastery");
    expect(text).not.toContain("meet.example");
    expect(text.split("\r\n").every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  });

  test("tells the address online to who has a place, and that it is called off", async () => {
    await joinGathering(shop, { handle: "tasting", customerId: 4n });
    const token = guestToken({ shopId: shop.shopId, gatheringId, customerId: 4n });
    const gathering = await findGathering(database.db, shop.shopId, gatheringId);
    if (gathering === null || gathering.terms === null) throw new Error("gone");
    const about = {
      domain: shop.domain,
      locale: "de",
      shopLocale: "de",
      shopName: shop.name,
      link: "https://x.example/",
      now: now(),
    };
    const file = calendarFile({ ...gathering, terms: gathering.terms }, { ...about, guest: true });
    expect(eventIn(file).description).toContain("https://meet.example/secret");
    const before = eventIn(await textOf({ customer: "", at: "calendar", token }));
    await cancelGathering(shop, gatheringId);
    const after = await textOf({ customer: "", at: "calendar", token });
    expect(after).toContain("STATUS:CANCELLED");
    expect(eventIn(after).uid).toBe(before.uid);
    expect(await textOf()).toContain("This event doesn’t take place.");
  });
});

test("the account leads to what is ahead, and to nothing that is for others", async () => {
  const what = draft({
    startsAt: localText(plusMs(now(), 3 * DAY_MS), other.timeZone),
    endsAt: localText(plusMs(now(), 4 * DAY_MS), other.timeZone),
  });
  await launch(database.db, other, what, "next", now());
  await joinGathering(other, { handle: "next", customerId: 1n });
  const view = await atOnce((tx) => accountViewIn(tx, other, 1n, now()));
  expect(view?.events).toMatchObject([{ title: { en: "Tasting", de: "Verkostung" }, own: "registered" }]);
  expect(view?.events[0]?.link).toMatch(/\/apps\/reprise\/event\/next$/);
  expect((await atOnce((tx) => accountViewIn(tx, shop, 1n, now())))?.events).toEqual([]);
});
