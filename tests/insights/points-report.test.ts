import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import { readOutlook } from "../../app/insights/points/outlook.server.ts";
import { reportCsv } from "../../app/insights/points/points-report-csv.ts";
import { ESTIMATE_CUSTOMERS, readPointsReport } from "../../app/insights/points/points-report.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import type { EntryKind } from "../../app/points/entry.ts";
import { workOutForecast } from "../../app/points/expiry/forecast.server.ts";
import { DEFAULT_RULES } from "../../app/program/rules/rules.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { useDatabase } from "../support/database.ts";
import { addEntries, type SomeEntry } from "./ledger-seed.ts";

const database = useDatabase();
/** Half past midnight on 1 July in Berlin, still June in UTC. */
const NOW = new Date("2026-06-30T22:30:00Z");

const GIVING: readonly EntryKind[] = ["order", "bonus", "import", "adjustment"];
const sum = (list: readonly SomeEntry[], kinds: readonly EntryKind[]) =>
  list.reduce((total, { kind, points }) => (kinds.includes(kind) ? total + points : total), 0n);
const atLeastZero = (value: bigint) => (value > 0n ? value : 0n);
const least = (a: bigint, b: bigint) => (a < b ? a : b);

const entry = fc.record({
  customerId: fc.bigInt(1n, 12n),
  kind: fc.constantFrom<EntryKind>(
    "order",
    "order",
    "bonus",
    "import",
    "adjustment",
    "redemption",
    "release",
    "return",
    "expiry",
  ),
  size: fc.bigInt(1n, 900n),
  negative: fc.boolean(),
  daysAgo: fc.integer({ min: 0, max: 800 }),
  pendingDays: fc.constantFrom(0, 0, 14, 40),
});

const history = fc.array(entry, { minLength: 1, maxLength: 120 }).map((list) =>
  list.map(({ customerId, kind, size, negative, daysAgo, pendingDays }): SomeEntry => {
    const takes = kind === "redemption" || kind === "expiry" || (negative && (kind === "order" || kind === "adjustment"));
    const recordedAt = plusMs(NOW, -daysAgo * DAY_MS - 1_000);
    const availableAt = takes ? recordedAt : plusMs(recordedAt, pendingDays * DAY_MS);
    return { customerId, kind, points: takes ? -size : size, recordedAt, availableAt, rule: kind === "bonus" ? "welcome" : null };
  }),
);

/** The report's figures in plain arithmetic over a list. */
function model(entries: readonly SomeEntry[]) {
  const accounts = [...Map.groupBy(entries, ({ customerId }) => customerId).values()].map((own) => {
    const available = own.reduce((total, { availableAt, points }) => (availableAt <= NOW ? total + points : total), 0n);
    const total = own.reduce((all, { points }) => all + points, 0n);
    const longAgo = new Date("2025-06-30T22:00:00Z");
    const old = sum(
      own.filter(({ availableAt }) => availableAt <= longAgo),
      GIVING,
    );
    const given = atLeastZero(least(old, sum(own, GIVING)));
    const spent = atLeastZero(-sum(own, ["redemption", "release", "return"]));
    return { available, total, given, unspent: atLeastZero(given - spent) };
  });
  const add = (value: (account: (typeof accounts)[number]) => bigint) =>
    accounts.reduce((all, account) => all + value(account), 0n);
  const spendable = add(({ available, total }) => least(atLeastZero(available), atLeastZero(total)));
  const points = add(({ total }) => atLeastZero(total));
  const month = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Berlin", year: "numeric", month: "2-digit" });
  const flow = new Map<string, bigint>();
  const names: Partial<Record<EntryKind, string>> = {
    ...{ order: "earned", bonus: "bonus", import: "adjusted", adjustment: "adjusted", release: "returned", return: "returned" },
    ...{ redemption: "redeemed", expiry: "expired" },
  };
  for (const { kind, points: moved, recordedAt } of entries) {
    const key = `${month.format(recordedAt).slice(0, 7)} ${names[kind] ?? ""}`;
    flow.set(key, (flow.get(key) ?? 0n) + moved);
  }
  return {
    outstanding: { points, available: spendable, pending: points - spendable },
    debt: { accounts: accounts.filter(({ total }) => total < 0n).length, points: add(({ total }) => atLeastZero(-total)) },
    granted: sum(entries, GIVING),
    spent: -sum(entries, ["redemption", "release", "return"]),
    expired: -sum(entries, ["expiry"]),
    old: add(({ given }) => given),
    unspent: add(({ unspent }) => unspent),
    oldCustomers: accounts.filter(({ given }) => given > 0n).length,
    flow,
  };
}

describe("points and liability", () => {
  test("says what plain arithmetic over a random history says, and nothing of another shop", async () => {
    const stranger = await createEarningShop(database.db);
    const other: SomeEntry = { customerId: 1n, kind: "order", points: 77n, recordedAt: NOW, availableAt: NOW };
    await addEntries(database.db, stranger.shopId, [other], NOW);
    await fc.assert(
      fc.asyncProperty(history, async (entries) => {
        const shop = await createEarningShop(database.db);
        await addEntries(database.db, shop.shopId, entries, NOW);
        const report = await readPointsReport(database.db, shop, NOW);
        const expected = model(entries);
        expect(report.outstanding).toMatchObject(expected.outstanding);
        // 100 points are worth one euro.
        expect(report.outstanding.worthMinor).toBe(expected.outstanding.points);
        expect(report.debt).toEqual(expected.debt);
        expect([report.granted, report.spent, report.expired]).toEqual([expected.granted, expected.spent, expected.expired]);
        // Nothing is lost between the figures.
        expect(report.granted - report.spent - report.expired).toBe(report.outstanding.points - report.debt.points);
        expect(report.months.map(({ month }) => month.key)).toEqual([
          ...["2025-08", "2025-09", "2025-10", "2025-11", "2025-12", "2026-01"],
          ...["2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07"],
        ]);
        for (const { month, flow } of report.months)
          for (const [name, points] of Object.entries(flow))
            expect([month.key, name, points]).toEqual([month.key, name, expected.flow.get(`${month.key} ${name}`) ?? 0n]);
        // What was open at a month's end is what is open now, less what has moved since (merchant 25).
        let open = report.outstanding.points - report.debt.points;
        for (const { open: then, flow } of report.months.toReversed()) {
          expect(then).toEqual({ points: open, worthMinor: open });
          open -= Object.values(flow).reduce((sum, points) => sum + points, 0n);
        }
        expect(report.redemptionRate === null).toBe(expected.granted <= 0n);
        if (report.redemptionRate !== null)
          expect(report.redemptionRate).toBeCloseTo(Number(expected.spent) / Number(expected.granted), 3);
        await workOutForecast(database.db, shop, NOW);
        const { breakage } = await readOutlook(database.db, shop, NOW);
        expect(breakage).toEqual({ share: null, customers: expected.oldCustomers });
      }),
      { numRuns: 25 },
    );
  });

  test("estimates breakage from old points once enough customers have some", async () => {
    const shop = await createEarningShop(database.db);
    const longAgo = plusMs(NOW, -400 * DAY_MS);
    const crowd = Array.from({ length: ESTIMATE_CUSTOMERS }, (_, index) => BigInt(index + 1));
    const entries = crowd.flatMap((customerId): SomeEntry[] => [
      { customerId, kind: "order", points: 100n, recordedAt: longAgo, availableAt: longAgo },
      // Newer points are not looked at, and the oldest count as spent first.
      { customerId, kind: "order", points: 50n, recordedAt: NOW, availableAt: NOW },
      { customerId, kind: "redemption", points: customerId <= 50n ? -120n : -30n, recordedAt: NOW, availableAt: NOW },
    ]);
    await addEntries(database.db, shop.shopId, entries, NOW);
    await workOutForecast(database.db, shop, NOW);
    const { breakage } = await readOutlook(database.db, shop, NOW);
    expect(breakage).toEqual({ share: 0.35, customers: ESTIMATE_CUSTOMERS });
  });

  test("names rules and rewards, most first", async () => {
    const shop = await createEarningShop(database.db, {
      programs: [
        {
          version: 1,
          effectiveFrom: new Date(0),
          rules: {
            ...DEFAULT_RULES,
            bonuses: [
              {
                ...{ kind: "sign-up", key: "welcome", points: 50, enabled: true, title: { en: "Hello" } },
                cap: { times: 1, period: "ever" },
              },
            ],
          },
        },
      ],
    });
    const give = (customerId: bigint, kind: EntryKind, points: bigint, rule: string | null = null): SomeEntry => ({
      ...{ customerId, kind, points, rule, recordedAt: NOW, availableAt: NOW },
    });
    await addEntries(
      database.db,
      shop.shopId,
      [
        give(1n, "bonus", 50n, "welcome"),
        give(2n, "bonus", 50n, "welcome"),
        give(1n, "order", 70n),
        give(1n, "bonus", 5n, "gone"),
      ],
      NOW,
    );
    await sql`insert into rewards (shop_id, state, terms, created_at, updated_at)
      values (${shop.shopId}, 'active', '{"title":{"en":"Five"}}', ${NOW}, ${NOW})`.execute(database.db);
    await sql`insert into redemptions (shop_id, customer_id, reward_id, intent, points, value_minor, terms, terms_hash, code, state, reserved_at, returned_points)
      select ${shop.shopId}, 1, reward_id, s.n, 500, 500, '{}', 'x', s.n, s.state, ${NOW}, s.back
      from rewards, (values ('a', 'used', 100), ('b', 'issued', 0), ('c', 'released', 0)) as s(n, state, back) where shop_id = ${shop.shopId}
    `.execute(database.db);
    const report = await readPointsReport(database.db, shop, NOW);
    expect(report.rules).toEqual([
      { rule: "welcome", points: 100n, times: 2, bonus: { kind: "sign-up", title: { en: "Hello" } } },
      { rule: null, points: 70n, times: 1, bonus: null },
      { rule: "gone", points: 5n, times: 1, bonus: null },
    ]);
    expect(report.rewards).toMatchObject([{ redeemed: 3, used: 1, open: 1, released: 1, points: 900n, valueMinor: 500n }]);
    const csv = reportCsv(report, await readOutlook(database.db, shop, NOW), "EUR");
    // What nobody has worked out yet stays empty.
    expect(csv).toContain("rates,estimated_breakage,,,,,,\r\n");
    expect(csv).toContain("liability,outstanding,,175,2,,1.75,EUR\r\n");
    expect(csv).toContain("flow,bonus,2026-07,105,,,,\r\n");
    expect(csv).toContain("rewards_used,Five,,,1,,5.00,EUR\r\n");
  });

  test("is all zeros for a shop in which nothing has happened", async () => {
    const shop = await createEarningShop(database.db);
    const report = await readPointsReport(database.db, shop, NOW);
    expect(report).toMatchObject({ granted: 0n, redemptionRate: null, breakageRate: null, rules: [], rewards: [] });
    expect(report.months).toHaveLength(12);
  });
});

describe("the forecast of what expires", () => {
  const expiring = { ...DEFAULT_RULES, expiry: { mode: "lot" as const, months: 6 } };
  const programs = [{ version: 1, effectiveFrom: new Date(0), rules: expiring }];

  test("sums by month what is left of each lot, oldest spent first; what is overdue counts now", async () => {
    const shop = await createEarningShop(database.db, { programs });
    const on = (iso: string) => new Date(`${iso}T10:00:00Z`);
    const earn = (customerId: bigint, points: bigint, day: string): SomeEntry => ({
      ...{ customerId, kind: "order", points, recordedAt: on(day), availableAt: on(day) },
    });
    await addEntries(
      database.db,
      shop.shopId,
      [
        earn(1n, 100n, "2026-02-10"),
        earn(1n, 40n, "2026-03-10"),
        { customerId: 1n, kind: "redemption", points: -110n, recordedAt: on("2026-04-01"), availableAt: on("2026-04-01") },
        earn(2n, 7n, "2026-03-20"),
        earn(3n, 9n, "2025-11-01"),
        // In debt: nothing is left to expire.
        earn(4n, 5n, "2026-05-01"),
        { customerId: 4n, kind: "adjustment", points: -9n, recordedAt: on("2026-05-02"), availableAt: on("2026-05-02") },
      ],
      NOW,
    );
    expect(await readOutlook(database.db, shop, NOW)).toMatchObject({ asOf: null, stale: true });
    await workOutForecast(database.db, shop, NOW);
    const outlook = await readOutlook(database.db, shop, NOW);
    expect(outlook).toMatchObject({ asOf: NOW, stale: false });
    const sums = ({ expiring }: typeof outlook) =>
      expiring?.filter(({ points }) => points > 0n).map(({ month, points }) => [month.key, points]);
    expect(sums(outlook)).toEqual([
      ["2026-07", 9n],
      ["2026-09", 37n],
    ]);
    expect(outlook.expiring).toHaveLength(12);
    // A day later it is shown as of then, and what was due in a month that is over counts in the one that has begun.
    const later = await readOutlook(database.db, shop, plusMs(NOW, 40 * DAY_MS));
    expect([later.asOf, later.stale, sums(later)]).toEqual([
      NOW,
      true,
      [
        ["2026-08", 9n],
        ["2026-09", 37n],
      ],
    ]);
    // What another zone or program makes of it has to be worked out first.
    expect(await readOutlook(database.db, { ...shop, timeZone: "Asia/Tokyo" }, NOW)).toMatchObject({ asOf: null, stale: true });
  });

  test("there is none where points do not expire", async () => {
    const shop = await createEarningShop(database.db);
    await workOutForecast(database.db, shop, NOW);
    expect(await readOutlook(database.db, shop, NOW)).toMatchObject({ expiring: null, stale: false });
  });
});
