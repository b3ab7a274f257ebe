import pg from "pg";
import { beforeAll, expect, test } from "vitest";

import { now } from "../../app/clock.server.ts";
import { DEFAULT_RULES, programRulesSchema } from "../../app/program/rules/rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import { loader as account } from "../../app/routes/storefront.v1.account.ts";
import { action as estimate } from "../../app/routes/storefront.v1.estimates.ts";
import { loader as order } from "../../app/routes/storefront.v1.orders.$orderId.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { customerWith, fiveOff } from "../api/stage.ts";
import { countingStatements } from "../bench/statements.ts";
import { createIdentity } from "../sandbox/identity.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";

/** What a call of a shopper's extension asks of the database (issue 11, must show 3). */
const database = useDatabase();
const identity = createIdentity({ clientId: "test-client-id", clientSecret: "test-client-secret-0123456789" });
const rules = programRulesSchema.parse({ ...DEFAULT_RULES, tiers: TIER_PRESET });
let shop: Shop;

beforeAll(async () => {
  shop = await createEarningShop(database.db, { programs: [{ version: 1, effectiveFrom: new Date(0), rules }] });
  await customerWith(database.db, shop, 7n, 600n, now());
  await fiveOff(shop, now());
});

function request(path: string, body?: object): Request {
  const headers = { authorization: `Bearer ${identity.shopperToken(shop.domain, 7n)}`, "content-type": "application/json" };
  const sent = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  return new Request(`http://127.0.0.1:3000/storefront/v1/${path}?locale=de`, { headers, ...sent });
}
const basket = { lines: "0:1000:0", discount: "0", shipping: "0", tax: "", currency: "EUR", country: "" };
const calls: [name: string, call: () => Promise<Response>, flights: number][] = [
  ["the account", () => account({ request: request("account"), params: {}, context: {} }), 13],
  ["an order", () => order({ request: request("orders/1"), params: { orderId: "1" }, context: {} }), 14],
  ["a basket", () => estimate({ request: request("estimates", basket), params: {}, context: {} }), 15],
];

type Query = (...args: unknown[]) => unknown;

/** Each statement as it is sent, with its values. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const heard: string[] = [];
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const original = prototype.query;
  prototype.query = function (this: unknown, ...args: unknown[]): unknown {
    const [asked, values] = args as [string | { text?: string; values?: unknown[] } | undefined, unknown];
    const given = typeof asked === "object" ? (asked.values ?? values) : values;
    const written = JSON.stringify(Array.isArray(given) ? given : [], (_key, value: unknown) =>
      typeof value === "bigint" ? String(value) : value,
    );
    heard.push(`${typeof asked === "object" ? (asked.text ?? "") : String(asked)} ${written}`);
    return original.apply(this, args);
  };
  try {
    await work();
  } finally {
    prototype.query = original;
  }
  return heard;
}

test.each(calls)("%s asks nothing twice", async (_name, call) => {
  expect((await call()).status).toBe(200);
  const heard = await statementsOf(call);
  expect(heard.length).toBeGreaterThan(15);
  expect(heard.filter((one, at) => heard.indexOf(one) !== at)).toEqual([]);
});

test.each(calls)("%s waits for the database no oftener than its answers need one another", async (_name, call, flights) => {
  await call();
  const waits = await countingStatements(call);
  expect(waits.statements).toBeGreaterThan(15);
  expect(waits.flights).toBeLessThanOrEqual(flights);
});
