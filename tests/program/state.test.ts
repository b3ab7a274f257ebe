import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { switchProgram } from "../../app/actions/merchant/switch-program.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { plusMs } from "../../app/lib/time.ts";
import { admissionAt, admits, liveSince, restsOf, stateAt, type States } from "../../app/program/state/state.ts";
import type { SwitchRequest } from "../../app/program/state/switch.server.ts";
import { currentState, listStates } from "../../app/program/versions.server.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";

const DAY_1 = new Date("2026-03-01T09:00:00Z");
const hour = (hours: number) => plusMs(DAY_1, hours * 3_600_000);

describe("the states of a program (merchant 10)", () => {
  const states: States = [
    { state: "test", tag: "Staff", since: hour(1) },
    { state: "live", tag: null, since: hour(2) },
    { state: "paused", tag: null, since: hour(3) },
    { state: "live", tag: null, since: hour(5) },
  ];

  test("before the first switch it is being set up, and nobody takes part", () => {
    expect(stateAt(states, hour(0))).toBeNull();
    expect(admissionAt(states, hour(0))).toBe("nobody");
    expect(admissionAt([], hour(9))).toBe("nobody");
  });

  test("a switch counts from its instant on", () => {
    expect(admissionAt(states, plusMs(hour(2), -1))).toEqual({ tag: "Staff" });
    expect(admissionAt(states, hour(2))).toBe("everybody");
    expect(admissionAt(states, hour(3))).toBe("nobody");
    expect(admissionAt(states, hour(5))).toBe("everybody");
  });

  test("a test is for those with its tag, however it is spelled", () => {
    expect(admits({ tag: "Staff" }, ["vip", "STAFF"])).toBe(true);
    expect(admits({ tag: "Staff" }, ["staffing"])).toBe(false);
    expect(admits("everybody", [])).toBe(true);
    expect(admits("nobody", ["Staff"])).toBe(false);
  });

  test("it is live since the last break, and rests while it is set up or paused", () => {
    expect(liveSince(states, plusMs(hour(3), -1))).toEqual(hour(2));
    expect(liveSince(states, hour(4))).toBeNull();
    expect(liveSince(states, hour(9))).toEqual(hour(5));
    expect(restsOf(states, { tags: ["staff"], exclusions: [] })).toEqual([
      { from: Number.NEGATIVE_INFINITY, until: hour(1).getTime() },
      { from: hour(3).getTime(), until: hour(5).getTime() },
    ]);
    expect(restsOf(states, { tags: [], exclusions: [] })).toEqual([
      { from: Number.NEGATIVE_INFINITY, until: hour(2).getTime() },
      { from: hour(3).getTime(), until: hour(5).getTime() },
    ]);
    const exclusions = [
      { since: plusMs(hour(2), 1), until: hour(4) },
      { since: hour(8), until: null },
    ];
    expect(restsOf(states, { tags: [], exclusions })).toEqual([
      { from: Number.NEGATIVE_INFINITY, until: hour(2).getTime() },
      { from: plusMs(hour(2), 1).getTime(), until: hour(5).getTime() },
      { from: hour(8).getTime(), until: Number.POSITIVE_INFINITY },
    ]);
    expect(restsOf([], { tags: [], exclusions: [] })).toEqual([
      { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY },
    ]);
  });
});

describe("switching the program (merchant 10)", () => {
  const database = useDatabase();
  beforeAll(() => createQueues());
  afterAll(() => stopEngine());
  let shop: Shop;
  beforeEach(async () => {
    shop = await createEarningShop(database.db, { state: "setup" });
  });

  const request = (wanted: Partial<SwitchRequest>): SwitchRequest => ({
    state: "live",
    tag: null,
    seen: null,
    actor: "merchant:1",
    ...wanted,
  });
  const at = (hours: number, wanted: Partial<SwitchRequest>) => switchProgram(shop, request(wanted), () => hour(hours));

  test("an install switches nothing on", async () => expect(await currentState(database.db, shop.shopId)).toBeNull());

  test("adds a state with its instant and who did it, and keeps those before", async () => {
    expect(await at(1, { state: "test", tag: "staff" })).toEqual({ ok: true, since: hour(1) });
    expect(await at(2, { seen: hour(1) })).toEqual({ ok: true, since: hour(2) });
    expect(await at(3, { state: "paused", seen: hour(2), actor: "merchant:2" })).toEqual({ ok: true, since: hour(3) });
    expect(await listStates(database.db, shop.shopId)).toEqual([
      { state: "test", tag: "staff", since: hour(1), actor: "merchant:1" },
      { state: "live", tag: null, since: hour(2), actor: "merchant:1" },
      { state: "paused", tag: null, since: hour(3), actor: "merchant:2" },
    ]);
  });

  test("of two staff who switch from the same state one succeeds, and the other is told", async () => {
    await at(1, {});
    const outcomes = await Promise.all([
      at(2, { state: "paused", seen: hour(1) }),
      at(2, { state: "test", tag: "staff", seen: hour(1) }),
    ]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.reason === "changed-meanwhile")).toHaveLength(1);
    expect(await listStates(database.db, shop.shopId)).toHaveLength(2);
  });

  test("to the state that it is in changes nothing; to a test with another tag it does", async () => {
    await at(1, { state: "test", tag: "staff" });
    expect(await at(2, { state: "test", tag: "STAFF", seen: hour(1) })).toEqual({ ok: false, reason: "unchanged" });
    expect(await at(3, { state: "test", tag: "friends", seen: hour(1) })).toMatchObject({ ok: true });
  });

  test("a clock that is behind dates no switch back behind the one before", async () => {
    await at(2, {});
    expect(await at(1, { state: "paused", seen: hour(2) })).toEqual({ ok: true, since: plusMs(hour(2), 1) });
  });

  test("is each shop's own", async () => {
    const other = await createEarningShop(database.db, { state: "setup" });
    await at(1, {});
    expect(await currentState(database.db, other.shopId)).toBeNull();
  });
});
