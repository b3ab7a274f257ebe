import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";

import { findCustomerDetail } from "../../../app/customers/views/detail.server.ts";
import {
  historyViews,
  parseHistoryCursor,
  parseHistoryViews,
  writeHistoryCursor,
  writeHistoryViews,
  type HistoryCursor,
  type HistoryView,
} from "../../../app/customers/views/history.ts";
import { listHistory } from "../../../app/customers/views/history.server.ts";
import { append, type TimelineEvent } from "../../../app/customers/timeline.server.ts";
import { bodies, type TimelineKind } from "../../../app/customers/timeline.ts";
import { plusMs } from "../../../app/lib/time.ts";
import { createDefaults } from "../../../app/segments/segments.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { useDatabase } from "../../support/database.ts";
import { INSTALLED_AT, installShop } from "../../support/shops.ts";
import { addCustomers } from "./list-seed.ts";

const database = useDatabase();
const NOW = new Date("2026-06-30T12:00:00Z");
let shop: Shop;
let other: Shop;

beforeAll(async () => {
  shop = await installShop(database.db, "morgenrot.myshopify.com");
  other = await installShop(database.db, "nordlicht.myshopify.com");
  await createDefaults(shop.shopId, "de", INSTALLED_AT);
  await addCustomers(database.db, shop.shopId, [
    { id: 1n, firstName: "Anna", email: "anna@example.com", segments: ["at-risk", "vip"] },
    { id: 2n },
  ]);
  await addCustomers(database.db, other.shopId, [{ id: 3n, firstName: "Stranger" }]);
  const entries = [
    [1, 500, "2026-06-01T00:00:00Z"],
    [2, 70, "2026-07-09T00:00:00Z"],
    [3, -20, "2026-07-09T00:00:00Z"],
    [4, 30, "2026-07-05T00:00:00Z"],
    [5, -30, "2026-07-05T00:00:00Z"],
    [6, 900, "2026-08-01T00:00:00Z"],
  ] as const;
  for (const [seq, points, availableAt] of entries) {
    await sql`insert into ledger_entries (shop_id, customer_id, seq, key, kind, points, available_at, earned_at, recorded_at, actor)
      values (${shop.shopId}, 1, ${seq}, ${`k${seq}`}, 'adjustment', ${points}, ${availableAt}, ${availableAt}, ${NOW}, 'system')`.execute(
      database.db,
    );
  }
  await sql`update customers set email_consent = 'subscribed', email_opt_in_level = 'confirmed_opt_in', email_consent_at = ${NOW}
    where shop_id = ${shop.shopId} and customer_id = 1`.execute(database.db);
  for (const [key, source, at] of [
    ["a", "shopify", "2026-01-01T00:00:00Z"],
    ["b", "merchant", "2026-05-01T00:00:00Z"],
  ] as const) {
    await sql`insert into consent_events (shop_id, customer_id, channel, state, source, key, occurred_at, recorded_at)
      values (${shop.shopId}, 1, 'email', 'subscribed', ${source}, ${key}, ${at}, ${at})`.execute(database.db);
  }
});

describe("a customer's detail", () => {
  test("is the shop's own, and nobody else's", async () => {
    expect(await findCustomerDetail(database.db, shop.shopId, 1n, NOW)).toMatchObject({ firstName: "Anna" });
    expect(await findCustomerDetail(database.db, other.shopId, 1n, NOW)).toBeNull();
    expect(await findCustomerDetail(database.db, shop.shopId, 3n, NOW)).toBeNull();
    expect(await findCustomerDetail(database.db, shop.shopId, 999_999_999_999_999_999n, NOW)).toBeNull();
  });

  test("tells consent with its newest source, segments in their order, and what becomes available next", async () => {
    const detail = await findCustomerDetail(database.db, shop.shopId, 1n, NOW);
    expect(detail).toMatchObject({
      emailConsent: { state: "subscribed", optInLevel: "confirmed_opt_in", at: NOW, source: "merchant" },
      smsConsent: { state: "not_subscribed", at: null, source: null },
      // 5 July comes to nothing: what matters to a merchant is the next day on which the balance changes.
      nextRelease: { at: new Date("2026-07-09T00:00:00Z"), points: 50n },
      suppressed: false,
    });
    expect(detail?.segments.map(({ key }) => key)).toEqual(["vip", "at-risk"]);
    expect(detail?.segments[0]?.enteredAt).toBeInstanceOf(Date);
  });

  test("is plain for someone without anything", async () => {
    expect(await findCustomerDetail(database.db, shop.shopId, 2n, NOW)).toMatchObject({
      segments: [],
      nextRelease: null,
      ordersCount: 0,
      tags: [],
    });
  });

  test("says when the address is suppressed, in whatever case it is written", async () => {
    await sql`insert into suppressions (shop_id, channel, address, reason, source, created_at) values (${shop.shopId}, 'email', 'anna@example.com', 'bounced', 'mail-server', ${NOW})`.execute(
      database.db,
    );
    await sql`update customers set email = 'Anna@Example.com' where shop_id = ${shop.shopId} and customer_id = 1`.execute(
      database.db,
    );
    expect(await findCustomerDetail(database.db, shop.shopId, 1n, NOW)).toMatchObject({ suppressed: true });
  });
});

describe("a customer's history", () => {
  test("pages through events of one instant without losing any, newest first", async () => {
    const events = Array.from({ length: 23 }, (_, n) => ({
      ...{
        customerId: 2n,
        kind: "points.adjusted" as const,
        key: `e${n}`,
        data: { points: BigInt(n), reason: "r", actor: "system" },
      },
      occurredAt: n < 15 ? NOW : new Date(NOW.getTime() + n),
    }));
    await append(database.db, shop.shopId, events, NOW);
    const seen: string[] = [];
    let before: HistoryCursor | null = null;
    do {
      const page = await listHistory(database.db, shop.shopId, 2n, { limit: 5, before });
      seen.push(...page.events.map(({ data }) => ("points" in data ? String(data.points) : "")));
      before = page.next === null ? null : parseHistoryCursor(writeHistoryCursor(page.next));
    } while (before !== null);
    expect(seen).toEqual(Array.from({ length: 23 }, (_, n) => String(22 - n)));
  });

  test("shows only what is asked for, page by page, and forgets no kind of event (one profile)", async () => {
    const kinds = Object.keys(bodies) as TimelineKind[];
    const events = kinds.map((kind, n) => ({ customerId: 1n, kind, key: `all-${n}`, occurredAt: plusMs(NOW, n), data: {} }));
    await append(database.db, shop.shopId, events as unknown as TimelineEvent[], NOW);
    const read = async (views: readonly HistoryView[]) => {
      const found: string[] = [];
      let before: HistoryCursor | null = null;
      do {
        const page = await listHistory(database.db, shop.shopId, 1n, { limit: 3, before, views });
        found.push(...page.events.map(({ kind }) => kind));
        before = page.next;
      } while (before !== null);
      return found;
    };
    expect(await read([])).toEqual(kinds.toReversed());
    expect(await read(["notes"])).toEqual(["note.written"]);
    expect(await read(["segments", "consent"])).toEqual([
      ...["preferences.changed", "consent.changed", "segment.left", "segment.entered"],
    ]);
    const each = await Promise.all(historyViews.map((view) => read([view])));
    expect(each.flat().sort()).toEqual(kinds.toSorted());
  });

  test("has its filter in the address, in one spelling, and leaves out what is none (one profile)", () => {
    expect(parseHistoryViews(null)).toEqual([]);
    expect(parseHistoryViews("points,orders,points,x,constructor")).toEqual(["orders", "points"]);
    expect(writeHistoryViews(["points", "orders"])).toBe("orders,points");
    expect(writeHistoryViews([])).toBeNull();
  });

  test("shows another shop nothing", async () => {
    const event = {
      customerId: 2n,
      kind: "points.adjusted" as const,
      key: "own",
      data: { points: 1n, reason: "r", actor: "system" },
      occurredAt: NOW,
    };
    await append(database.db, shop.shopId, [event], NOW);
    expect((await listHistory(database.db, shop.shopId, 2n, { limit: 5, before: null })).events).not.toEqual([]);
    expect(await listHistory(database.db, other.shopId, 2n, { limit: 5, before: null })).toEqual({ events: [], next: null });
  });

  test.each(["", "x", "1", "1~", "~1", "-1~2", "1~2~3", "9".repeat(16) + "~1"])(
    "takes no nonsense as a place to go on: %j",
    (text) => {
      expect(parseHistoryCursor(text)).toBeNull();
    },
  );
});
