import { sql } from "kysely";
import { beforeEach, describe, expect, it, test, vi } from "vitest";

import { layOutFlows } from "../../app/components/customer-groups/flow-layout.ts";
import { findCampaign } from "../../app/campaigns/campaigns.server.ts";
import { conditions } from "../../app/customers/views/narrowing.server.ts";
import { parsePlace, writePlace } from "../../app/customers/views/list-query.ts";
import { groupAt, groupOf, RFM_GROUPS } from "../../app/insights/rfm/groups.ts";
import { placeOf, segmentQuery, type Place } from "../../app/insights/rfm/segment-query.ts";
import { recordset } from "../../app/lib/rows.server.ts";
import { listAll } from "../../app/segments/editing/store.server.ts";
import { read } from "../../app/segments/language/check.ts";
import { whoMeets } from "../../app/segments/who-meets.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";

const NOW = new Date("2026-11-10T11:00:00Z");
const asking = vi.hoisted(() => ({ shop: null as Shop | null }));
vi.mock("../../app/merchant.server.ts", () => ({
  authenticateMerchant: () => Promise.resolve({ shop: asking.shop, locale: "de", actor: "merchant:42" }),
}));
vi.mock("../../app/clock.server.ts", () => ({ now: () => NOW, onClockMoved: () => undefined }));
vi.mock("../../app/queue/queue.server.ts", () => ({ enqueue: () => Promise.resolve() }));

const database = useDatabase();
const route = await import("../../app/routes/app.analytics.groups.tsx");
const SCORES = [1, 2, 3, 4, 5];
const CELLS = SCORES.flatMap((recency) => SCORES.map((worth) => ({ recency, worth })));
const PLACES: Place[] = [
  ...RFM_GROUPS.map((group) => ({ group, cell: null })),
  ...CELLS.map((cell) => ({ group: groupAt(cell.recency, cell.worth), cell })),
];
/** One customer of each triple of scores; the last has bought nothing. */
const TRIPLES = SCORES.flatMap((recency) =>
  SCORES.flatMap((frequency) => SCORES.map((monetary) => ({ recency, frequency, monetary }))),
);
const IDS = Array.from({ length: TRIPLES.length + 1 }, (_, at) => BigInt(at + 1));
let shop: Shop;

beforeEach(async () => {
  shop = await createEarningShop(database.db);
  asking.shop = shop;
  const rows = TRIPLES.map((scores, at) => ({ id: at + 1, ...scores, name: groupOf(scores) }));
  await sql`
    insert into customers (shop_id, customer_id, created_at, orders_count)
    select ${shop.shopId}, id, ${NOW}, case when id <= ${TRIPLES.length} then 1 else 0 end from generate_series(1, ${IDS.length}::int) id
  `.execute(database.db);
  await sql`
    insert into customer_scores (shop_id, customer_id, scored_on, recency, frequency, monetary, rfm_group, purchase_days, last_purchase_on)
    select ${shop.shopId}, id, ${NOW}, recency, frequency, monetary, name, 1, ${NOW}
    from ${recordset(rows)} as t(id bigint, recency int, frequency int, monetary int, name text)
  `.execute(database.db);
});

type Answer = { status: number; location: string | null; body: unknown };
async function post(fields: Record<string, string>): Promise<Answer> {
  const request = new Request("http://app.example/app/analytics/groups", { method: "POST", body: new URLSearchParams(fields) });
  const answer = await route.action({ request, params: {}, context: {} }).catch((thrown: unknown) => thrown);
  if (answer instanceof Response) return { status: answer.status, location: answer.headers.get("Location"), body: null };
  if (answer instanceof Error) throw answer;
  const { data, init } = answer as { data: unknown; init: { status: number } };
  return { status: init.status, location: null, body: data };
}

describe("a cell and a group of the map", () => {
  test.each(PLACES)(
    "$group $cell has the same customers on the map, in the list and in its segment (map to segment)",
    async (place) => {
      const onMap = IDS.filter((id) => {
        const scores = TRIPLES[Number(id) - 1];
        if (scores === undefined) return place.group === "PROSPECTS";
        if (place.cell === null) return groupOf(scores) === place.group;
        const worth = Math.round((scores.frequency + scores.monetary) / 2);
        return scores.recency === place.cell.recency && worth === place.cell.worth;
      });
      const { rows } = await sql<{ customer_id: bigint }>`
      select c.customer_id from customers c where ${conditions(shop.shopId, { search: "", segment: null, place })} order by 1
    `.execute(database.db);
      expect(rows.map(({ customer_id }) => customer_id)).toEqual(onMap);
      const query = segmentQuery(place);
      expect(read(query).ok).toBe(true);
      const met = await whoMeets(database.db, shop, [query], IDS, NOW);
      expect(IDS.filter((id) => met.get(id)?.has(query))).toEqual(onMap);
    },
  );

  it("is named in the address, and nothing else is (map to segment)", () => {
    for (const place of PLACES) expect(placeOf(parsePlace(new URLSearchParams(writePlace(place))))).toEqual(place);
    const parsed = (text: string) => placeOf(parsePlace(new URLSearchParams(text)));
    expect(parsed("group=LOYAL&recency=9&worth=1")).toEqual({ group: "LOYAL", cell: null });
    for (const text of ["", "group=", "group=NOBODY", "group=LOYAL&recency=1&worth=1", "group=LOYAL'%20OR%201=1"])
      expect(parsed(text)).toBeNull();
  });
});

describe("from the map", () => {
  it("a segment is made once, however often it is asked for, also at once, and under a name that is free (map to segment)", async () => {
    const asked = { intent: "segment", group: "CHAMPIONS" };
    const both = await Promise.all([post(asked), post(asked)]);
    expect(both.map(({ status }) => status)).toEqual([302, 302]);
    await post(asked);
    await post({ ...asked, recency: "5", worth: "4" });
    expect((await listAll(database.db, shop.shopId)).map(({ name, query }) => [name, query])).toEqual([
      ["Beste", "our_rfm_group = 'CHAMPIONS'"],
      ["Beste (letzter Kauf 5, Häufigkeit und Wert 4)", expect.stringContaining("recency_score = 5 AND ")],
    ]);
    await sql`update segments set name = 'Treue' where shop_id = ${shop.shopId} and name = 'Beste'`.execute(database.db);
    await post({ intent: "segment", group: "LOYAL" });
    expect((await listAll(database.db, shop.shopId)).map(({ name }) => name)).toContain("Treue 2");
  });

  it("a campaign begins as a draft for that segment, which is made for it or used (map to campaign)", async () => {
    const first = await post({ intent: "campaign", group: "AT_RISK" });
    const second = await post({ intent: "campaign", group: "AT_RISK" });
    const [segment, ...others] = await listAll(database.db, shop.shopId);
    expect(others).toEqual([]);
    for (const { status, location } of [first, second]) {
      expect(status).toBe(302);
      const campaign = await findCampaign(database.db, shop.shopId, Number(/(\d+)$/.exec(location ?? "")?.[1]));
      expect(campaign).toMatchObject({
        state: "draft",
        name: "Gefährdete",
        plan: { audience: { kind: "segment", segmentId: segment?.segmentId } },
      });
    }
  });

  it("nothing is made of what is no group, or in another shop (hostile: map)", async () => {
    const hostile: Record<string, string>[] = [{ group: "NOBODY" }, { group: "LOYAL", recency: "1", worth: "1" }, { group: "" }];
    for (const fields of hostile) expect(await post({ intent: "campaign", ...fields })).toMatchObject({ status: 422 });
    expect(await post({ intent: "delete", group: "LOYAL" })).toMatchObject({ status: 422 });
    const other = await createEarningShop(database.db);
    await post({ intent: "segment", group: "LOYAL" });
    expect(await listAll(database.db, other.shopId)).toEqual([]);
    expect(await listAll(database.db, shop.shopId)).toHaveLength(1);
  });

  it("a shop that has all its segments is told so (map to segment)", async () => {
    await sql`
      insert into segments (shop_id, key, name, query, position, created_at, updated_at)
      select ${shop.shopId}, 'k' || i, 'Name ' || i, 'number_of_orders = ' || i, i, ${NOW}, ${NOW} from generate_series(1, 200) i
    `.execute(database.db);
    expect(await post({ intent: "campaign", group: "LOYAL" })).toMatchObject({ status: 422, body: { tooMany: "campaign" } });
  });
});

describe("the flow diagram", () => {
  it("has every customer once on each side, in the order of the groups, and nothing overlaps (movement)", () => {
    const moves = [
      { from: "LOYAL" as const, to: "AT_RISK" as const, customers: 40 },
      { from: "LOYAL" as const, to: "LOYAL" as const, customers: 60 },
      { from: "CHAMPIONS" as const, to: "LOYAL" as const, customers: 1 },
      { from: null, to: "NEW" as const, customers: 30 },
      { from: "NEW" as const, to: "DORMANT" as const, customers: 0 },
    ];
    const { nodes, links, height } = layOutFlows(moves, { left: 100, right: 500 });
    const side = (name: "before" | "now") => nodes.filter((node) => node.side === name).toSorted((a, b) => a.y0 - b.y0);
    expect(side("before").map(({ group, customers }) => [group, customers])).toEqual([
      ["CHAMPIONS", 1],
      ["LOYAL", 100],
      [null, 30],
    ]);
    expect(side("now").map(({ group, customers }) => [group, customers])).toEqual([
      ["LOYAL", 61],
      ["NEW", 30],
      ["AT_RISK", 40],
    ]);
    for (const name of ["before", "now"] as const)
      for (const [above, below] of side(name).map((node, at, all) => [node, all[at + 1]] as const))
        if (below !== undefined) expect(below.y0 - above.y1).toBeGreaterThan(12);
    expect(Math.max(...nodes.map(({ y1 }) => y1))).toBeLessThanOrEqual(height);
    expect(links).toHaveLength(4);
    for (const { path } of links) expect(path).toMatch(/^M[\d.,]+C/);
  });
});
