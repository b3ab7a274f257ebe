import { spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";

import { sql } from "kysely";

import { scopes } from "../../../app/keys/key.ts";
import { makeKey } from "../../../app/keys/keys.server.ts";
import { MOST_A_MINUTE } from "../../../app/api/answer.server.ts";
import { createIdentity } from "../../sandbox/identity.ts";
import { fillShop } from "../../support/fill-shop.ts";
import { createEarningShop } from "../../support/earning-shop.ts";
import { startBuiltServer } from "../built-server.ts";
import { percentile, perSecond, timed, type Figure, type Measured } from "../figures.ts";
import { processorOfProcess } from "../processor.ts";
import { NOW, type Stage } from "../stage.ts";

const CONNECTIONS = 16;
/** Each key calls so often in a minute; more of them call in turn. */
const KEYS = 40;
const CALLS = Math.floor((KEYS * MOST_A_MINUTE) / 16);

/** What a checkout sends of three lines. */
const BASKET = JSON.stringify({
  ...{ lines: "1:11900:0,2:990:100,3:3290:0", discount: "500", shipping: "490", tax: "2600" },
  ...{ currency: "EUR", country: "DE" },
});

type Asked = { port: number; pid: number };
type Call = { method: "GET" | "POST"; path: string; headers: Record<string, string>; body?: string };

/**
 * The public API and that of the extensions, both of the built server, beside bare Express with one statement: what keys or session tokens, scopes, schemas and the ledger's own
 * arithmetic cost.
 */
export async function callApi(stage: Stage, { customers }: { customers: number }): Promise<Figure[]> {
  const { db } = stage;
  const shop = await createEarningShop(db);
  await fillShop(db, shop.shopId, customers, NOW);
  await sql`create table bare_entries (entry_id bigserial primary key, shop_id int, customer_id bigint, points bigint, reason text)`.execute(
    db,
  );
  await sql`vacuum analyze`.execute(db);
  const keys: string[] = [];
  for (let nth = 0; nth < KEYS; nth += 1) {
    const key = await makeKey(
      db,
      shop.shopId,
      { name: `ERP ${nth}`, scopes: [...scopes], expiresAt: null },
      "merchant:1",
      new Date(),
    );
    if (key !== null) keys.push(key);
  }
  const customer = (nth: number) => 1 + ((nth * 7_919) % customers);
  const json = (nth: number) => ({
    "content-type": "application/json",
    "idempotency-key": `n-${nth}`,
    authorization: `Bearer ${keys[nth % KEYS]}`,
  });
  const body = JSON.stringify({ points: 5, reason: "Course finished" });
  const read =
    (prefix: string) =>
    (nth: number): Call => ({ method: "GET", path: `${prefix}/customers/${customer(nth)}`, headers: json(nth) });
  const write =
    (prefix: string) =>
    (nth: number): Call => ({
      ...read(prefix)(nth),
      method: "POST",
      path: `${prefix}/customers/${customer(nth)}/adjustments`,
      body,
    });

  const identity = createIdentity({
    clientId: stage.environment["SHOPIFY_API_KEY"] ?? "",
    clientSecret: stage.environment["SHOPIFY_API_SECRET"] ?? "",
  });
  /** Each shopper calls so rarely that nobody is asked to wait. */
  const shopper =
    (path: string) =>
    (nth: number): Call => {
      const authorization = `Bearer ${identity.shopperToken(shop.domain, BigInt(customer(nth)))}`;
      return { method: "GET", path: `${path}?locale=en`, headers: { "content-type": "application/json", authorization } };
    };

  const used: string[] = [];
  /** Notes what a call costs of processor time: what the clock says depends on who else uses the machine. */
  const measure = async (what: string, { port, pid }: Asked, callOf: (nth: number) => Call, status: number, calls = CALLS) => {
    const before = { server: processorOfProcess(pid), postgres: stage.processor().postgres };
    const measured = await callOften(what, port, callOf, status, calls);
    const [server, postgres] = [processorOfProcess(pid) - before.server, stage.processor().postgres - before.postgres];
    const each = (ms: number) => (ms / (calls * 1.1)).toFixed(2);
    used.push(`${what}: ${each(server)} ms of processor time a call, PostgreSQL ${each(postgres)} ms`);
    return measured;
  };
  const server = await startBuiltServer(stage, "web");
  const bare = await startBare(stage, shop.shopId);
  try {
    const app = await measure("GET /api/v1/customers/{id}", server, read("/api/v1"), 200);
    const ledger = await measure(
      "GET /api/v1/customers/{id}/ledger",
      server,
      (nth) => ({ ...read("/api/v1")(nth), path: `/api/v1/customers/${customer(nth)}/ledger` }),
      200,
    );
    const one = await measure("bare Express, one row by its key", bare, read(""), 200);
    const constant = await measure(
      "bare Express, a constant",
      bare,
      () => ({ method: "GET", path: "/constant", headers: {} }),
      200,
    );
    const adjusted = await measure("POST /api/v1/customers/{id}/adjustments", server, write("/api/v1"), 201, CALLS / 4);
    const inserted = await measure("bare Express, one insert", bare, write(""), 201, CALLS / 4);
    const account = await measure("GET /storefront/v1/account", server, shopper("/storefront/v1/account"), 200);
    const estimate = await measure(
      "POST /storefront/v1/estimates",
      server,
      (nth) => ({ ...shopper("/storefront/v1/estimates")(nth), method: "POST", body: BASKET }),
      200,
    );
    const note = `${CONNECTIONS} connections, ${customers} customers; caller, server and database share the processors`;
    return [
      {
        scenario: "Public API, a customer",
        unit: "calls",
        app,
        baselines: [one, constant, ledger],
        notes: [note, ...used.slice(0, 4)],
      },
      {
        scenario: "Storefront API, a shopper's account",
        ...{ unit: "calls", app: account, baselines: [one, constant, estimate] },
        notes: [
          `${note}. Each call reads points, tier, history, codes, ways and the whole program in one snapshot; an estimate counts a basket besides`,
          ...used.slice(6),
        ],
      },
      {
        scenario: "Public API, points given",
        ...{ unit: "calls", app: adjusted, baselines: [inserted] },
        notes: [
          "one shop: changes of its customers are made one after the other; each is posted, projected, told and followed",
          ...used.slice(4, 6),
        ],
      },
    ];
  } finally {
    bare.stop();
    await server.stop();
    await sql`drop table bare_entries`.execute(db);
  }
}

async function startBare({ environment }: Stage, shopId: number): Promise<Asked & { stop: () => void }> {
  const env = { ...process.env, ...environment, BENCH_SHOP: String(shopId) };
  const child = spawn(process.execPath, ["tests/bench/bare-express.ts"], { env, stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { port: Number(line.toString()), pid: child.pid ?? 0, stop: () => child.kill() };
}

/** So many calls over connections that are kept, each sending its next call when the last was answered. @throws what is answered otherwise */
async function callOften(
  what: string,
  port: number,
  callOf: (nth: number) => Call,
  status: number,
  calls = CALLS,
): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const latencies: number[] = [];
  let next = 0;
  const converse = async (until: number) => {
    while (next < until) {
      const began = performance.now();
      await send(agent, port, callOf((next += 1)), status);
      latencies.push(performance.now() - began);
    }
  };
  const all = (until: number) => Promise.all(Array.from({ length: CONNECTIONS }, () => converse(until)));
  await all(calls / 10);
  latencies.length = 0;
  const { ms } = await timed(() => all(calls));
  agent.destroy();
  latencies.sort((a, b) => a - b);
  return { what, perSecond: perSecond(latencies.length, ms), p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
}

function send(agent: Agent, port: number, { method, path, headers, body }: Call, status: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, agent, method, path, headers }, (answer) => {
      if (answer.statusCode !== status) reject(new Error(`${method} ${path} was answered ${answer.statusCode}`));
      answer.resume().on("end", resolve).on("error", reject);
    });
    sent.on("error", reject).end(body);
  });
}
