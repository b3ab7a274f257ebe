import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { read } from "../../app/segments/language/check.ts";
import { format } from "../../app/segments/language/format.ts";
import { whoMeets } from "../../app/segments/who-meets.server.ts";
import { useDatabase } from "../support/database.ts";
import type { Person, RawOrder } from "./oracle.ts";
import { numbered, people } from "./people.ts";
import { putPeople } from "./put-people.ts";
import { addShop } from "./support.ts";

/** What went wrong in other systems (insights A6). */
const database = useDatabase();

const at = (iso: string) => new Date(iso);
const noon = at("2026-11-26T12:00:00Z");

function somebody(own: Partial<Person> = {}): Person {
  const [someone] = fc.sample(people(noon), { numRuns: 1, seed: 7 });
  const bare = {
    gone: null,
    email: null,
    phone: null,
    tags: [],
    orders: [],
    left: [],
    points: null,
    entries: [],
    redemptions: [],
  };
  return { ...(someone as Person), ...bare, tier: null, birthday: null, ...own };
}

const order = (iso: string, own: Partial<RawOrder> = {}): RawOrder => ({
  ...{ orderId: 0n, at: at(iso), net: 1_000n, state: "counts", codes: [], appId: null, lines: [] },
  ...own,
});
const line = (productId: bigint) => ({ productId, variantId: null, quantity: 1, tip: false, byPlan: false });

/** Numbers of those who meet a query. */
async function meet(query: string, found: readonly Person[], now = noon, timeZone = "UTC"): Promise<number[]> {
  const shop = await addShop(database.db, { timeZone });
  const everybody = numbered(found);
  await putPeople(database.db, shop.shopId, everybody);
  const ids = everybody.map(({ customerId }) => customerId);
  const meets = await whoMeets(database.db, shop, [query], ids, now);
  return ids.filter((id) => meets.get(id)?.has(query)).map(Number);
}

describe("faults of other systems", () => {
  it("a day ahead begins at the shop's midnight (insights A6.1)", async () => {
    const expiring = somebody({ points: { available: 5n, pending: 0n, expiry: { at: at("2026-12-27T17:00:00Z"), points: 5n } } });
    const asked = (now: string) => meet("points_expiry_date = +30d", [expiring], at(now), "America/New_York");
    expect(await asked("2026-11-27T00:13:00Z")).toEqual([]);
    expect(await asked("2026-11-27T05:00:00Z")).toEqual([1]);
  });

  it.each(["2026-03-29", "2026-10-25"])(
    "a birthday is on its day, from its first to its last minute: %s (insights A6.3)",
    async (day) => {
      const born = somebody({ birthday: { month: Number(day.slice(5, 7)), day: Number(day.slice(8)) } });
      const today = (now: number) =>
        meet("anniversary('metafields.facts.birth_date') = today", [born], new Date(now), "Europe/Berlin");
      const [begin, end] =
        day === "2026-03-29"
          ? ["2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"]
          : ["2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"];
      expect(await today(Date.parse(begin) - 300_000)).toEqual([]);
      expect(await today(Date.parse(begin) + 300_000)).toEqual([1]);
      expect(await today(Date.parse(end) - 300_000)).toEqual([1]);
      expect(await today(Date.parse(end) + 300_000)).toEqual([]);
    },
  );

  it("a day is any time of it (insights A6.4)", async () => {
    const bought = ["2026-05-29T21:59:59Z", "2026-05-29T22:00:00Z", "2026-05-30T21:59:59Z", "2026-05-30T22:00:00Z"];
    const found = bought.map((iso) => somebody({ orders: [order(iso)] }));
    expect(await meet("last_order_date = 2026-05-30", found, noon, "Europe/Berlin")).toEqual([2, 3]);
  });

  it("negations include who has no value (insights A6.5, A6.17)", async () => {
    const found = [somebody(), somebody({ email: "a@shop.de", tags: ["vip"] }), somebody({ email: "b@other.de", tags: ["x"] })];
    expect(await meet("customer_tags NOT CONTAINS 'vip'", found)).toEqual([1, 3]);
    expect(await meet("customer_email_domain != 'shop.de'", found)).toEqual([1, 3]);
    expect(await meet("customer_email_domain != 'shop.de' AND customer_email_domain != 'x.de'", found)).toEqual([1, 3]);
    expect(await meet("customer_email_domain = ''", found)).toEqual([1]);
    expect(await meet("customer_email_domain IS NULL", found)).toEqual([1]);
  });

  it("NOT MATCHES is the exact complement (insights A6.6)", async () => {
    const found = [
      somebody({ orders: [order("2026-10-01T10:00:00Z", { lines: [line(101n), line(102n)] })] }),
      somebody({ orders: [order("2026-10-01T10:00:00Z", { lines: [line(102n)] })] }),
      somebody(),
    ];
    expect(await meet("products_purchased NOT MATCHES (id = 101)", found)).toEqual([2, 3]);
    expect(await meet("products_purchased MATCHES (id = 101)", found)).toEqual([1]);
    expect(await meet("products_purchased MATCHES (id != 101)", found)).toEqual([1, 2]);
  });

  it("two negations at the beginning keep what joins them (insights A6.8)", async () => {
    const found = [somebody({ tags: ["vip"] }), somebody({ tags: ["it's"] }), somebody({ tags: ["vip", "it's"] })];
    const [one, other] = ["customer_tags NOT CONTAINS 'vip'", "customer_tags NOT CONTAINS 'it\\'s'"];
    expect(await meet(`${one} OR ${other}`, found)).toEqual([1, 2]);
    expect(await meet(`${one} AND ${other}`, found)).toEqual([]);
  });

  it("a condition and its opposite are everybody, and never both (insights A6.10)", async () => {
    const found = [
      somebody(),
      somebody({ orders: [order("2026-11-20T10:00:00Z")] }),
      somebody({ orders: [order("2025-01-01T10:00:00Z")] }),
    ];
    const query = "orders_placed MATCHES (date >= -30d) AND customer_tags IS NULL";
    expect(await meet(`(${query}) OR NOT (${query})`, found)).toEqual([1, 2, 3]);
    expect(await meet(`(${query}) AND NOT (${query})`, found)).toEqual([]);
  });

  it("none within a while is also who never did it (insights A6.11)", async () => {
    const found = [
      somebody(),
      somebody({ orders: [order("2026-11-20T10:00:00Z")] }),
      somebody({ orders: [order("2025-01-01T10:00:00Z")] }),
    ];
    expect(await meet("orders_placed MATCHES (date >= -30d, count = 0)", found)).toEqual([1, 3]);
  });

  it("yesterday is not today, nor all that came after it (insights A6.12)", async () => {
    const found = ["2026-11-24", "2026-11-25", "2026-11-26"].map((day) => somebody({ orders: [order(`${day}T10:00:00Z`)] }));
    expect(await meet("last_order_date = yesterday", found)).toEqual([2]);
    expect(await meet("last_order_date > -1d", found)).toEqual([3]);
    expect(await meet("last_order_date >= -1d", found)).toEqual([2, 3]);
  });

  it("a count within a while falls to none (insights A6.14)", async () => {
    const found = [somebody({ orders: [order("2026-11-20T10:00:00Z")] })];
    const asked = (now: string) => meet("orders_placed MATCHES (date >= -7d, count >= 1)", found, at(now));
    expect([await asked("2026-11-27T23:59:59Z"), await asked("2026-11-28T00:00:00Z")]).toEqual([[1], []]);
  });

  it("what is cancelled, deleted or a test is no order, whatever was refunded (insights A6.15)", async () => {
    const states = ["counts", "cancelled", "deleted", "test", "lost", "voided"] as const;
    const found = states.map((state) => somebody({ orders: [order("2026-11-20T10:00:00Z", { state, net: 0n })] }));
    expect(await meet("orders_placed MATCHES () AND number_of_orders = 1", found)).toEqual([1]);
    expect(await meet("orders_placed MATCHES (sum_amount < 0)", found)).toEqual([]);
  });

  it("an empty query and an unknown name are refused, never everybody (insights A6.18)", () => {
    for (const query of ["", "-- x", "nickname = 'x'", "NOT ()", "products_purchased MATCHES (nickname = 'x')"])
      expect(read(query).ok).toBe(false);
    const checked = read("products_purchased MATCHES ()");
    expect(checked.ok && format(checked.query)).toBe("products_purchased MATCHES ()");
  });

  it("a product that was deleted is still known by the id of the line, and one that is tagged anew by its tag", async () => {
    const found = [
      somebody({ orders: [order("2026-10-01T10:00:00Z", { lines: [line(999n)] })] }),
      somebody({ orders: [order("2026-10-01T10:00:00Z", { lines: [line(103n)] })] }),
    ];
    expect(await meet("products_purchased MATCHES (id = 999)", found)).toEqual([1]);
    expect(await meet("products_purchased MATCHES (tag = 'sale')", found)).toEqual([2]);
  });
});
