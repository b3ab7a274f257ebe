import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  archiveGathering,
  cancelGathering,
  markAttended,
  openGathering,
} from "../../app/actions/merchant/open-gathering.server.ts";
import { joinGathering, leaveGathering } from "../../app/actions/shopper/taking-part/join-gathering.server.ts";
import { isMoved, termsSchema } from "../../app/gatherings/content/terms.ts";
import { readDraft, type Known } from "../../app/gatherings/content/read-draft.ts";
import { findGathering, saveGathering } from "../../app/gatherings/gatherings.server.ts";
import { gatherings } from "../../app/gatherings/noun.server.ts";
import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import { age } from "../../app/jobs/loops/time-loops.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { plusMs } from "../../app/lib/time.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { people } from "../draws/stage.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import * as pipeline from "../support/pipeline.ts";
import { draft, guests, launch, NOW, reopen, told } from "./stage.ts";

const database = useDatabase();

beforeAll(() => createQueues());
afterAll(() => stopEngine());

async function newShop(customerIds: readonly bigint[] = [1n, 2n, 3n, 4n]): Promise<Shop> {
  const shop = await createEarningShop(database.db);
  await people(database.db, shop, [...customerIds]);
  return shop;
}

const HOUR = 3_600_000;
const hours = (count: number) => plusMs(NOW, count * HOUR);
const join = (shop: Shop, customerId: bigint, at = NOW, handle = "tasting") =>
  joinGathering(shop, { handle, customerId }, () => at);
const leave = (shop: Shop, customerId: bigint, at = NOW) => leaveGathering(shop, { handle: "tasting", customerId }, () => at);

describe("places (issue 12)", () => {
  test("are given in the order of asking; who comes later waits, and moves up when somebody gives one back", async () => {
    const shop = await newShop();
    await launch(database.db, shop);
    for (const [at, id] of [1n, 2n, 3n, 4n].entries()) await join(shop, id, hours(at));
    expect(await guests(database.db, shop)).toEqual(["1 registered", "2 registered", "3 waiting", "4 waiting"]);
    await leave(shop, 1n, hours(5));
    expect(await guests(database.db, shop)).toEqual(["1 left", "2 registered", "3 registered", "4 waiting"]);
    // Who comes back stands behind who waits.
    await join(shop, 1n, hours(6));
    await leave(shop, 2n, hours(7));
    expect(await guests(database.db, shop)).toEqual(["2 left", "3 registered", "4 registered", "1 waiting"]);
    expect(await told(database.db, shop)).toEqual([
      ...["1 registered", "2 registered", "3 waiting", "4 waiting", "3 moved-up", "1 waiting", "4 moved-up"],
    ]);
  });

  test("the same again changes nothing and tells nothing", async () => {
    const shop = await newShop();
    await launch(database.db, shop);
    for (let turn = 0; turn < 3; turn += 1)
      expect(await join(shop, 1n, hours(turn))).toMatchObject({ ok: true, state: "registered" });
    for (let turn = 0; turn < 3; turn += 1) expect(await leave(shop, 1n, hours(3 + turn))).toBe(true);
    expect([await guests(database.db, shop), await told(database.db, shop)]).toEqual([["1 left"], ["1 registered"]]);
    const { rows } = await sql<{ kind: string }>`
      select kind from timeline_events where shop_id = ${shop.shopId} and kind like 'gathering.%' order by event_id
    `.execute(database.db);
    expect(rows.map(({ kind }) => kind)).toEqual(["gathering.registered", "gathering.left"]);
  });

  test("twenty who want seven places at once get seven, nobody two, and nobody is lost", async () => {
    const all = Array.from({ length: 20 }, (_, at) => BigInt(at + 1));
    const shop = await newShop(all);
    await launch(database.db, shop, draft({ places: "7" }));
    await Promise.all([...all, ...all].map((id) => join(shop, id)));
    const list = await guests(database.db, shop);
    expect([list.length, list.filter((line) => line.endsWith("registered")).length]).toEqual([20, 7]);
    // And as many as give one back at once are replaced.
    const have = list.filter((line) => line.endsWith("registered")).map((line) => BigInt(line.split(" ")[0] ?? "0"));
    await Promise.all(have.slice(0, 4).map((id) => leave(shop, id, hours(1))));
    expect((await guests(database.db, shop)).filter((line) => line.endsWith("registered"))).toHaveLength(7);
  });

  test("whatever is done in whatever order, no more come than there are places, and nobody waits beside a free one", async () => {
    const act = fc.record({ what: fc.constantFrom("join", "leave"), who: fc.integer({ min: 1, max: 5 }) });
    const shop = await newShop([1n, 2n, 3n, 4n, 5n]);
    let number = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 14 }), fc.integer({ min: 1, max: 3 }), async (acts, places) => {
        const handle = `e${(number += 1)}`;
        const gatheringId = await launch(database.db, shop, draft({ places: String(places) }), handle);
        for (const [at, { what, who }] of acts.entries())
          await (what === "join" ? joinGathering : leaveGathering)(shop, { handle, customerId: BigInt(who) }, () => hours(at));
        const { rows } = await sql<{ state: string; count: number }>`
          select state, count(*)::int as count from gathering_registrations
          where shop_id = ${shop.shopId} and gathering_id = ${gatheringId} group by 1
        `.execute(database.db);
        const counted = Object.fromEntries(rows.map(({ state, count }) => [state, count]));
        // The same by hand: a queue of who is in, in the order of asking.
        let line: number[] = [];
        for (const { what, who } of acts)
          line = what === "leave" ? line.filter((one) => one !== who) : line.includes(who) ? line : [...line, who];
        expect([counted["registered"] ?? 0, counted["waiting"] ?? 0]).toEqual([
          Math.min(line.length, places),
          Math.max(0, line.length - places),
        ]);
      }),
      { numRuns: 25 },
    );
  });

  test("more places let in who waits; fewer take nobody's away", async () => {
    const shop = await newShop();
    const id = await launch(database.db, shop);
    for (const [at, who] of [1n, 2n, 3n, 4n].entries()) await join(shop, who, hours(at));
    await reopen(database.db, shop, id, draft({ places: "3" }), hours(5));
    expect(await guests(database.db, shop)).toEqual(["1 registered", "2 registered", "3 registered", "4 waiting"]);
    await reopen(database.db, shop, id, draft({ places: "1" }), hours(6));
    expect((await guests(database.db, shop)).filter((line) => line.endsWith("registered"))).toHaveLength(3);
    await leave(shop, 1n, hours(7));
    expect((await guests(database.db, shop)).filter((line) => line.endsWith("registered"))).toHaveLength(2);
    await reopen(database.db, shop, id, draft({ places: "" }), hours(8));
    expect((await guests(database.db, shop)).filter((line) => line.endsWith("waiting"))).toEqual([]);
  });

  test("one that an erasure leaves is for who waits, not for who comes then", async () => {
    const shop = await newShop();
    await launch(database.db, shop, draft({ places: "1" }));
    await join(shop, 1n);
    await join(shop, 2n, hours(1));
    await gatherings.forget(database.db, shop.shopId, { customerIds: [1n], emails: [] }, hours(2));
    await join(shop, 3n, hours(3));
    expect(await guests(database.db, shop)).toEqual(["2 registered", "3 waiting"]);
  });

  test("are for whom they are for, in their own shop, until it begins; who has one keeps it", async () => {
    const shop = await newShop();
    const other = await newShop([1n]);
    await sql`insert into segments (shop_id, key, name, query, position, created_at, updated_at) values (${shop.shopId}, 'few', 'Few', 'number_of_orders > 99', 0, ${NOW}, ${NOW})`.execute(
      database.db,
    );
    const { rows } = await sql<{ id: number }>`select segment_id as id from segments where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    const segmentId = rows[0]?.id ?? 0;
    await launch(database.db, shop, draft({ audience: "segment", segmentId: String(segmentId) }));
    expect(await join(shop, 1n)).toEqual({ ok: false, reason: "group" });
    await sql`
      insert into segment_members (shop_id, segment_id, customer_id, entered_at) values (${shop.shopId}, ${segmentId}, 1, ${NOW})
    `.execute(database.db);
    expect(await join(shop, 1n)).toMatchObject({ state: "registered" });
    await sql`delete from segment_members where shop_id = ${shop.shopId}`.execute(database.db);
    expect(await join(shop, 1n, hours(1))).toMatchObject({ state: "registered" });
    expect(await join(other, 1n)).toEqual({ ok: false, reason: "unknown" });
    expect(await join(shop, 99n)).toEqual({ ok: false, reason: "unknown" });
    await launch(database.db, shop, draft(), "soon");
    expect(await join(shop, 2n, new Date("2026-03-12T17:00:00Z"), "soon")).toEqual({ ok: false, reason: "over" });
    expect(await join(shop, 2n, new Date("2026-03-12T16:59:59Z"), "soon")).toMatchObject({ state: "registered" });
  });
});

describe("what is told", () => {
  test("another time or place, once for each, and nothing where only words are others", async () => {
    const shop = await newShop();
    const id = await launch(database.db, shop);
    await join(shop, 1n);
    expect(await reopen(database.db, shop, id, draft({ titles: { en: "Cupping", de: "" } }), hours(1))).toBe(0);
    expect(await reopen(database.db, shop, id, draft({ startsAt: "2026-03-12T19:00" }), hours(2))).toBe(1);
    const again = await findGathering(database.db, shop.shopId, id);
    expect(await openGathering(shop, id, again?.version ?? 0, () => hours(3))).toEqual({ ok: true, told: 0 });
    expect(
      await reopen(database.db, shop, id, draft({ startsAt: "2026-03-12T19:00", url: "https://meet.example/1" }), hours(4)),
    ).toBe(1);
    expect(await told(database.db, shop)).toEqual(["1 registered", "1 moved", "1 moved"]);
  });

  test("that it is called off, to who comes and who waits, once; opened again, that it takes place after all", async () => {
    const shop = await newShop();
    const id = await launch(database.db, shop, draft({ places: "1" }));
    for (const [at, who] of [1n, 2n].entries()) await join(shop, who, hours(at));
    expect(await archiveGathering(shop, id, () => hours(2))).toBe(false);
    expect(await Promise.all([1, 2].map(() => cancelGathering(shop, id, () => hours(3))))).toEqual(
      expect.arrayContaining([2, null]),
    );
    expect(await join(shop, 3n, hours(4))).toEqual({ ok: false, reason: "closed" });
    expect(await reopen(database.db, shop, id, draft({ places: "1" }), hours(5))).toBe(1);
    expect((await told(database.db, shop)).slice(2).sort()).toEqual(["1 called-off", "1 moved", "2 called-off"]);
    expect(await cancelGathering(shop, id, () => hours(6))).toBe(2);
    expect(await archiveGathering(shop, id, () => hours(7))).toBe(true);
  });

  test("a reminder as many hours before as it says, once; not to who has just registered, and anew for another beginning", async () => {
    const shop = await newShop();
    const id = await launch(database.db, shop, draft({ places: "" }));
    await join(shop, 1n);
    const start = new Date("2026-03-12T17:00:00Z");
    const before = (count: number) => plusMs(start, -count * HOUR);
    await age("gatherings", () => before(24.1));
    expect(await told(database.db, shop)).toEqual(["1 registered"]);
    await join(shop, 2n, before(3));
    await age("gatherings", () => before(2));
    await age("gatherings", () => before(1));
    expect(await told(database.db, shop)).toEqual(["1 registered", "2 registered", "1 reminder"]);
    await reopen(
      database.db,
      shop,
      id,
      draft({ places: "", startsAt: "2026-03-20T18:00", endsAt: "2026-03-20T20:00" }),
      before(0.5),
    );
    await age("gatherings", () => plusMs(start, 8 * 24 * HOUR - 2 * HOUR));
    expect((await told(database.db, shop)).slice(3).sort()).toEqual(["1 moved", "1 reminder", "2 moved", "2 reminder"]);
    // What has begun is nothing to be reminded of.
    await sql`update gathering_registrations set reminded_at = null where shop_id = ${shop.shopId}`.execute(database.db);
    await age("gatherings", () => plusMs(start, 30 * 24 * HOUR));
    expect(await told(database.db, shop)).toHaveLength(7);
  });

  test("is service, and does not leave once it no longer holds", async () => {
    const shop = await newShop();
    const id = await launch(database.db, shop);
    await join(shop, 1n);
    const { rows } = await sql<{ purpose: string; topic: string }>`
      select purpose, topic from messages where shop_id = ${shop.shopId} and template = 'event-news'
    `.execute(database.db);
    expect(rows).toEqual([{ purpose: "transactional", topic: "service" }]);
    const fact = () =>
      pipeline.inShop(shop.shopId, (tx, at) => factSources.gathering(tx, shop.shopId, [{ customerId: 1n, about: id }], at));
    expect(await fact()).toMatchObject([{ registration: "registered", isOpen: true, handle: "tasting" }]);
    await leave(shop, 1n, hours(1));
    expect(await fact()).toMatchObject([{ registration: "left" }]);
    await gatherings.forget(database.db, shop.shopId, { customerIds: [1n], emails: [] }, hours(2));
    expect(await fact()).toEqual([null]);
  });
});

describe("who was there", () => {
  test("is said once it has begun, of who had a place; the timeline tells it once", async () => {
    const shop = await newShop();
    const gatheringId = await launch(database.db, shop, draft({ places: "1" }));
    await join(shop, 1n);
    await join(shop, 2n, hours(1));
    const start = new Date("2026-03-12T17:00:00Z");
    const mark = (customerId: bigint, attended: boolean, at: Date) =>
      markAttended(shop, { gatheringId, customerId, attended }, () => at);
    expect(await mark(1n, true, plusMs(start, -1))).toBe(false);
    expect(await mark(2n, true, start)).toBe(false);
    for (const attended of [true, false, true]) expect(await mark(1n, attended, start)).toBe(true);
    const { rows } = await sql`
      select 1 from timeline_events where shop_id = ${shop.shopId} and kind = 'gathering.attended'
    `.execute(database.db);
    expect(rows).toHaveLength(1);
  });

  test("two customers who become one come once, with the better of what they had", async () => {
    const shop = await newShop();
    await launch(database.db, shop, draft({ places: "1" }));
    await join(shop, 1n);
    await join(shop, 2n, hours(1));
    await pipeline.inShop(
      shop.shopId,
      (tx) => gatherings.merge?.(tx, shop, { goneId: 1n, keptId: 2n }, hours(2)) ?? Promise.resolve(),
    );
    expect(await guests(database.db, shop)).toEqual(["2 registered"]);
  });
});

describe("a draft", () => {
  const known: Known = { tiers: ["gold"], segmentIds: [3], timeZone: "Europe/Berlin", now: NOW };
  const issues = (more: Parameters<typeof draft>[0]) => {
    const read = readDraft(draft(more), known);
    return read.ok ? {} : read.errors;
  };

  test("is read on the shop's clocks", () => {
    const read = readDraft(draft(), known);
    expect(read.ok && read.terms).toMatchObject({
      ...{ startsAt: "2026-03-12T17:00:00.000Z", endsAt: "2026-03-12T19:30:00.000Z", timeZone: "Europe/Berlin" },
      ...{ places: 2, remindHours: 24, url: null, tier: null },
    });
  });

  test.each([
    [{ titles: { en: " ", de: "" } }, { titles: "required" }],
    [{ titles: { en: "x".repeat(121), de: "" } }, { titles: "too-long" }],
    [{ startsAt: "" }, { startsAt: "required" }],
    [{ startsAt: "2026-02-30T10:00" }, { startsAt: "time" }],
    [{ startsAt: "2026-03-02T12:00" }, { startsAt: "past" }],
    [{ endsAt: "2026-03-12T18:00" }, { endsAt: "before" }],
    [{ endsAt: "2026-05-12T18:00" }, { endsAt: "long" }],
    [{ whereTexts: { en: "", de: "" } }, { whereTexts: "nowhere" }],
    [{ url: "http://meet.example/1" }, { url: "address" }],
    [{ url: "javascript:alert(1)" }, { url: "address" }],
    [{ abouts: { en: "![x](http://pictures.example/a.png)", de: "" } }, { abouts: "address" }],
    [{ places: "0" }, { places: "too-small" }],
    [{ places: "1.5" }, { places: "number" }],
    [{ places: "1000000" }, { places: "too-large" }],
    [{ remindHours: "999" }, { remindHours: "too-large" }],
    [{ audience: "tier" as const, tier: "brass" }, { tier: "unknown" }],
    [{ audience: "segment" as const, segmentId: "9" }, { segmentId: "unknown" }],
  ])("that says %j says %j", (more, errors) => expect(issues(more)).toEqual(errors));

  test("that somebody else has saved meanwhile is not written over, and one that was seen before is not opened", async () => {
    const shop = await newShop();
    const id = await launch(database.db, shop);
    const version = (await findGathering(database.db, shop.shopId, id))?.version ?? 0;
    const save = () => saveGathering(shop.shopId, id, version, { handle: "other", draft: draft({ places: "9" }) }, NOW);
    const saved = await Promise.all([save(), save()]);
    expect(saved.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await openGathering(shop, id, version, () => NOW)).toEqual({ ok: false, reason: "changed" });
    // Its address stays, for customers may know it.
    expect((await findGathering(database.db, shop.shopId, id))?.handle).toBe("tasting");
  });

  test("moves only by when and where", () => {
    const terms = (more: object) => {
      const read = readDraft(draft(), known);
      return termsSchema.parse({ ...(read.ok ? read.terms : {}), ...more });
    };
    expect(isMoved(terms({}), terms({ title: { en: "x" }, places: 9, place: { de: "Rösterei", en: "Roastery" } }))).toBe(false);
    expect(isMoved(terms({}), terms({ place: { en: "Elsewhere" } }))).toBe(true);
  });
});
