import { sql } from "kysely";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";

import { db, disconnect } from "../../app/db.server.ts";
import { fireDue } from "../../app/flows/runs/fire.server.ts";
import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { DAY_MS, HOUR_MS, plusMs } from "../../app/lib/time.ts";
import { sendDue } from "../../app/messages/sending/send-due.server.ts";
import { change, receive } from "../../app/pipeline/change.server.ts";
import { adjust } from "../../app/points/ledger.server.ts";
import { createDefaultProgram } from "../../app/program/versions.server.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { countingStatements } from "../bench/statements.ts";
import { buys, stageCustomer, stageShop } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { oneEmail, startFlow } from "../support/flows.ts";
import { line, order } from "../support/orders.ts";
import { emailsBy } from "../support/transports.ts";

const database = useDatabase();
beforeAll(() => createQueues());
afterAll(() => stopEngine());
afterEach(() => void vi.restoreAllMocks());

/** What the driver is handed: a text with its values, or a statement with its name. */
type Asked = [text: string | { name?: string; text: string; values?: unknown }, values?: unknown];

/** Statements that the driver was handed with values and without a name: PostgreSQL plans those again each time. */
function unnamed(asked: readonly Asked[]): unknown[] {
  return asked.flatMap(([asked, values]) => {
    const { name, text, values: given } = typeof asked === "string" ? { name: undefined, text: asked, values } : asked;
    return name === undefined && Array.isArray(given) && given.length > 0 ? [text] : [];
  });
}

it("every statement of an order is named once its kind has been seen, so that none is planned for each order (performance B)", async () => {
  const shop = await createEarningShop(database.db);
  const at = new Date("2026-03-02T12:00:00Z");
  const buy = (orderId: bigint) => {
    const placed = order([line(1n, 5_000n)], {
      orderId,
      name: `#${orderId}`,
      createdAt: at,
      processedAt: at,
      updatedAt: at,
      final: true,
    });
    return receive(shop, [{ kind: "order", order: placed, announced: true }], () => at);
  };
  // One connection, whose statements the next order sends again.
  process.env["DATABASE_POOL_SIZE"] = "2";
  await disconnect();
  for (const orderId of [1n, 2n, 3n, 4n, 5n, 6n]) await buy(orderId);
  const query = vi.spyOn(pg.Client.prototype, "query");
  await buy(7n);
  const asked = query.mock.calls as unknown as Asked[];
  expect(asked.length).toBeGreaterThan(20);
  expect(unnamed(asked)).toEqual([]);
});

/** Each time one more of its kind, on one connection. What merchants and shoppers do all day. */
const kinds: Record<string, (shop: Shop, at: Date) => Promise<(time: number) => Promise<unknown>>> = {
  "a run that begins, sends and ends": async (shop, at) => {
    await startFlow(db(), shop, oneEmail, at);
    for (let customerId = 1n; customerId <= 8n; customerId += 1n) await stageCustomer(db(), shop, customerId);
    const transport = emailsBy({ send: () => Promise.resolve({ kind: "accepted" as const }), close: () => undefined });
    return async (time) => {
      const customerId = BigInt(time);
      const [bought, due] = [plusMs(at, time * DAY_MS), plusMs(at, (time + 100) * DAY_MS)];
      await buys(db(), shop, customerId, bought);
      await change(
        shop,
        () => Promise.resolve({ result: null, touched: [customerId] }),
        () => bought,
      );
      expect(await fireDue(db(), due, 500)).toBe(1);
      expect(await sendDue(db(), () => plusMs(due, HOUR_MS), 500, factSources, transport)).toBe(1);
    };
  },
  "points that are given": async (shop, at) => {
    await stageCustomer(db(), shop, 1n);
    const given = { customerId: 1n, points: 5n, reason: "thanks", actor: "staff" };
    return (time) =>
      change(
        shop,
        async (tx) => ({ result: await adjust(tx, shop, { ...given, key: String(time) }, at), moved: { points: [1n] } }),
        () => at,
      );
  },
};

it.each(Object.entries(kinds))(
  "every statement of %s is named once its kind has been seen (performance B)",
  async (_, prepare) => {
    process.env["DATABASE_POOL_SIZE"] = "2";
    await disconnect();
    const at = new Date("2026-03-02T12:00:00Z");
    const shop = await stageShop(db(), plusMs(at, -400 * DAY_MS));
    await createDefaultProgram(shop.shopId, new Date(0));
    const once = await prepare(shop, at);
    for (let time = 1; time <= 6; time += 1) await once(time);
    const query = vi.spyOn(pg.Client.prototype, "query");
    await once(7);
    const asked = query.mock.calls as unknown as Asked[];
    expect(asked.length).toBeGreaterThan(10);
    expect(unnamed(asked)).toEqual([]);
  },
);

it("an order waits for few answers, one after the other: what does not need another's leaves with it (issue 8)", async () => {
  const shop = await createEarningShop(database.db);
  const at = new Date("2026-03-02T12:00:00Z");
  const flights: number[] = [];
  for (let id = 1n; id <= 4n; id += 1n) {
    const dates = { createdAt: at, processedAt: at, updatedAt: at };
    const placed = order([line(1n, 5_000n)], { orderId: id, customerId: 70n + id, ...dates, final: true });
    const counted = await countingStatements(() => receive(shop, [{ kind: "order", order: placed, announced: true }], () => at));
    flights.push(counted.flights);
  }
  // Of customers whom nobody knew, with an account that is opened for them. The first order asks for what is remembered from then on.
  expect(Math.max(...flights.slice(1))).toBeLessThanOrEqual(7);
  const { rows } = await sql<{ customer_id: bigint; points: bigint }>`
    select customer_id, points from ledger_entries where shop_id = ${shop.shopId} order by customer_id
  `.execute(database.db);
  expect(rows.map(({ customer_id }) => customer_id)).toEqual([71n, 72n, 73n, 74n]);
});

it("bites: on a statement whose text is another each time, and not on one that is the same", async () => {
  const query = vi.spyOn(pg.Client.prototype, "query");
  for (let time = 0; time < 3; time += 1) {
    await sql`select ${sql.lit(`written out ${time}`)} as said, ${time}::int as time`.execute(db());
    await sql`select ${time}::int as "always the same"`.execute(db());
  }
  const found = unnamed(query.mock.calls as unknown as Asked[]);
  expect(found.filter((text) => String(text).includes("written out"))).toHaveLength(3);
  expect(found.filter((text) => String(text).includes("always the same"))).toHaveLength(1);
});
