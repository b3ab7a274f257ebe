import { describe, expect, it } from "vitest";

import { translator } from "../../app/i18n/translate.ts";
import { format } from "../../app/segments/language/format.ts";
import { read } from "../../app/segments/language/check.ts";
import { evaluate } from "../../app/segments/membership.server.ts";
import { countMeeting } from "../../app/segments/ready-made/counts.server.ts";
import { readyMade, readySubjects } from "../../app/segments/ready-made/entries.ts";
import { tierEntries } from "../../app/segments/ready-made/tier-entries.ts";
import { useDatabase } from "../support/database.ts";
import { addSegment, addShop, members, putCustomers } from "./support.ts";

const database = useDatabase();
const now = new Date("2026-06-15T10:00:00Z");
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);

describe("ready-made segments", () => {
  it("can all be read, are written as the language writes them, and ask each something else", () => {
    const written = readyMade.map(({ key, query }) => {
      const checked = read(query);
      return [key, checked.ok ? format(checked.query) : checked.problems];
    });
    expect(written).toEqual(readyMade.map(({ key, query }) => [key, query]));
    expect(new Set(readyMade.map(({ query }) => query)).size).toBe(readyMade.length);
    expect(new Set(readyMade.map(({ key }) => key)).size).toBe(readyMade.length);
    expect(readyMade.filter(({ subject }) => subject === "groups")).toHaveLength(11);
    expect([...new Set(readyMade.map(({ subject }) => subject))].sort()).toEqual([...readySubjects].sort());
  });

  it("have a name and a text of their own in both languages", () => {
    for (const locale of ["en", "de"] as const) {
      const t = translator(locale);
      const names = readyMade.map(({ name }) => t(name));
      expect(new Set(names).size).toBe(names.length);
      expect(new Set(readyMade.map(({ text }) => t(text))).size).toBe(readyMade.length);
      expect(names.every((name) => name.length <= 80)).toBe(true);
    }
  });

  it("are one for each tier, whatever it is called", () => {
    const entries = tierEntries([{ key: "gold" }, { key: "o-neill" }]);
    expect(entries.map(({ query }) => query)).toEqual(["loyalty_tier = 'gold'", "loyalty_tier = 'o-neill'"]);
    expect(entries.map(({ query }) => read(query).ok)).toEqual([true, true]);
  });
});

describe("how many a ready-made segment would hold", () => {
  const people = Array.from({ length: 60 }, (_, index) => {
    const orders = index % 6;
    const bought = orders === 0 ? null : daysAgo((index * 37) % 500);
    return {
      ...{ customer_id: BigInt(index + 1), orders_count: orders, aov_minor: BigInt(index * 400), last_order_at: bought },
      ...{ first_order_at: bought, net_spend_minor: BigInt(index * 400 * orders) },
      email_consent: index % 2 === 0 ? "subscribed" : "not_subscribed",
    };
  });

  it("is what it holds once it is added, for each of them", async () => {
    const shop = await addShop(database.db);
    await putCustomers(database.db, shop.shopId, [...people, { customer_id: 99n, deleted_at: now, orders_count: 5 }]);
    const counted = await countMeeting(
      database.db,
      shop,
      readyMade.map(({ query }) => query),
      now,
    );
    for (const { key, query } of readyMade) await addSegment(database.db, shop.shopId, key, query);
    await evaluate(
      database.db,
      shop,
      [...people, { customer_id: 99n }].map(({ customer_id }) => customer_id),
      now,
    );
    const held = await members(database.db, shop.shopId);
    const holds = (key: string) => held.filter((member) => member.endsWith(`:${key}`)).length;
    expect(counted).toEqual({ counts: readyMade.map(({ key }) => holds(key)), about: false });
    expect(counted?.counts.filter((count) => count !== null && count > 0).length).toBeGreaterThan(8);
  });

  it("is worked out from a share of a large shop, says so, and is nobody else's", async () => {
    const shop = await addShop(database.db);
    const other = await addShop(database.db);
    await putCustomers(
      database.db,
      shop.shopId,
      Array.from({ length: 3_000 }, (_, index) => ({ customer_id: BigInt(index + 1), orders_count: 1 })),
    );
    const found = await countMeeting(database.db, shop, ["number_of_orders = 1", "number_of_orders = 2", "nonsense"], now, 1_000);
    expect(found?.about).toBe(true);
    expect(found?.counts.slice(1)).toEqual([0, null]);
    expect(Math.abs((found?.counts[0] ?? 0) - 3_000)).toBeLessThan(300);
    expect(await countMeeting(database.db, other, ["number_of_orders = 1"], now)).toEqual({ counts: [0], about: false });
  });
});
