import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";

import { createImport } from "../../app/imports/imports.server.ts";
import { db, disconnect } from "../../app/db.server.ts";
import { workPart } from "../../app/jobs/runs/batches.server.ts";
import { MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import * as pipeline from "../support/pipeline.ts";
import { adjust } from "../../app/points/ledger.server.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import { rewardTermsSchema } from "../../app/rewards/reward.ts";
import { createReward } from "../../app/rewards/rewards.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { findShopByDomain } from "../../app/shops/shops.server.ts";
import { createConfig } from "../sandbox/config.ts";
import { startApp, type AppProcess } from "../sandbox/process/app.ts";
import { appEnvironment } from "../sandbox/process/app-environment.ts";
import { choosePorts } from "../sandbox/process/ports.ts";
import { ROOT } from "../sandbox/process/sandbox.ts";
import { signQuery } from "../sandbox/storefront/proxy.ts";
import { createRun } from "../support/batches.ts";
import { useSandbox } from "../support/sandbox.ts";

/** Shoppers who try to spend points twice, against two real servers whose clocks differ; a third process is the merchant and runs imports (security-faults 1). */
const sandbox = useSandbox(["--empty"]);
const PRICE = 1_000n;
const SKEW_MS = 5 * MINUTE_MS;

let folder = "";
let ahead: AppProcess | undefined;
let servers: { url: string; offsetMs: number }[] = [];
let shop: Shop;
let rewardId = 0;

const clockSchema = z.object({ offsetMs: z.number() });

beforeAll(async () => {
  const { app, databaseUrl, smtp, clientId, clientSecret, control, shop: domain } = sandbox.ready;
  process.env["DATABASE_URL"] = databaseUrl;
  const { offsetMs } = clockSchema.parse(await sandbox.control("GET", "/clock"));
  folder = mkdtempSync(join(tmpdir(), "reprise-ahead-"));
  const clockFile = join(folder, "clock");
  writeFileSync(clockFile, String(offsetMs + SKEW_MS));
  const { base, first } = await choosePorts(0);
  first.close();
  const url = `http://127.0.0.1:${base}`;
  const config = createConfig({ clientId, clientSecret, appUrl: url, origin: new URL(control).origin });
  const env = appEnvironment(config, { databaseUrl, smtpPort: Number(new URL(smtp).port), clockFile, scopes: [] });
  ahead = await startApp({ root: ROOT, logFile: join(folder, "app.log"), url, env, dev: false });
  servers = [
    { url: app, offsetMs },
    { url, offsetMs: offsetMs + SKEW_MS },
  ];
  shop = (await findShopByDomain(db(), domain)) ?? expect.fail();
  const terms = { kind: "amount", title: { en: "10 off" }, points: Number(PRICE), valueMinor: 1_000 };
  rewardId = await createReward(shop.shopId, rewardTermsSchema.parse(terms), now());
});

afterAll(async () => {
  await disconnect();
  await ahead?.stop();
  if (folder !== "") rmSync(folder, { recursive: true, force: true });
});

/** The merchant's process is behind both. */
const now = (): Date => plusMs(new Date(), (servers[0]?.offsetMs ?? 0) - SKEW_MS);

async function someone(points: bigint): Promise<{ id: bigint; email: string }> {
  const email = `${crypto.randomUUID()}@example.com`;
  const { id } = z.object({ id: z.coerce.bigint() }).parse(await sandbox.control("POST", "/customers", { email }));
  await sandbox.control("POST", "/idle", {});
  await give(id, points);
  return { id, email };
}

function give(customerId: bigint, points: bigint) {
  const adjustment = { customerId, points, reason: "x", actor: "merchant:1", key: crypto.randomUUID() };
  return pipeline.inShop(shop.shopId, (tx, at) => adjust(tx, shop, adjustment, at), now);
}

/** Sets a balance by file, as a worker would. */
async function importBalance(email: string, balance: bigint): Promise<void> {
  const bytes = new TextEncoder().encode(`email,points\n${email},${balance}\n`);
  const wanted = { points: true, tiers: false, birthdays: false };
  const file = { filename: `${crypto.randomUUID()}.csv`, bytes, mode: "set" as const, wanted, actor: "merchant:1" };
  const created = await createImport(db(), shop, file, now());
  if (!created.ok) throw new Error(created.problem.code);
  const runId = await createRun(db(), shop, "import", { importId: created.importId }, now());
  while (await workPart(shop, runId, now));
}

/** A click as Shopify's proxy hands it on. The last byte leaves when `held` has settled. */
async function click(server: { url: string; offsetMs: number }, customerId: bigint, held?: Promise<unknown>): Promise<boolean> {
  const timestamp = Math.floor((Date.now() + server.offsetMs) / 1000).toString();
  const visit = { shop: shop.domain, logged_in_customer_id: customerId.toString(), path_prefix: "/apps/reprise", timestamp };
  const query = signQuery(new URLSearchParams(visit), sandbox.ready.clientSecret);
  const body = new URLSearchParams({ reward: String(rewardId), intent: crypto.randomUUID() }).toString();
  const sent = request(`${server.url}/proxy/redeem?${query.toString()}`, {
    method: "POST",
    agent: false,
    headers: {
      Accept: "application/json",
      "Content-Type": "application/x-www-form-urlencoded",
      "Content-Length": Buffer.byteLength(body),
    },
  });
  const answered = once(sent, "response");
  sent.write(body.slice(0, -1));
  await held;
  sent.end(body.slice(-1));
  const [response] = (await answered) as [AsyncIterable<Buffer> & { statusCode: number }];
  let text = "";
  for await (const chunk of response) text += chunk.toString();
  expect(response.statusCode, text).toBe(200);
  return z.object({ ok: z.boolean() }).parse(JSON.parse(text)).ok;
}

const times = <Item>(count: number, make: (index: number) => Item) => Array.from({ length: count }, (_, index) => make(index));
const serverOf = (index: number) => servers[index % servers.length] ?? expect.fail();

/** What the ledger says of a customer: codes that were reserved, and what is left. */
async function outcomeOf(customerId: bigint): Promise<{ codes: number; left: bigint }> {
  const { rows } = await sql<{ codes: number; left: bigint }>`
    select (select count(*)::int from redemptions where shop_id = ${shop.shopId} and customer_id = ${customerId}) as codes,
      (select sum(points)::bigint from ledger_entries where shop_id = ${shop.shopId} and customer_id = ${customerId}) as "left"
  `.execute(db());
  return rows[0] ?? expect.fail();
}

test("20 shoppers send 15 posts each at once, to servers five minutes apart: each gets what they can pay", async () => {
  const people = [];
  for (let person = 0; person < 20; person += 1) people.push(await someone(PRICE));
  const outcomes = await Promise.all(people.map(({ id }) => Promise.all(times(15, (index) => click(serverOf(index), id)))));
  for (const [index, { id }] of people.entries()) {
    const got = outcomes[index]?.filter(Boolean).length ?? 0;
    expect(got).toBeLessThanOrEqual(1);
    // On a slow machine all of somebody's posts may be told that the shop is busy. What was begun may still be done; if nothing was, they press again.
    const pressed = async () => {
      if ((await outcomeOf(id)).codes === 0) await click(serverOf(index), id);
      return outcomeOf(id);
    };
    await expect.poll(pressed).toEqual({ codes: 1, left: 0n });
  }
});

test("posts that are held back at their last byte do not spend what others have spent meanwhile", async () => {
  const { id } = await someone(PRICE);
  const gates = times(5, () => Promise.withResolvers<undefined>());
  const waiting = gates.map(({ promise }, index) => click(serverOf(index), id, promise));
  expect(await click(serverOf(1), id)).toBe(true);
  // The youngest is let go first.
  for (const [index, gate] of [...gates.entries()].reverse()) {
    gate.resolve(undefined);
    expect(await waiting[index]).toBe(false);
  }
  expect(await outcomeOf(id)).toEqual({ codes: 1, left: 0n });
});

test("a merchant who takes points away and an import that sets them, beside fifteen clicks, leave nobody below zero", async () => {
  for (let round = 0; round < 5; round += 1) {
    const { id, email } = await someone(PRICE);
    await Promise.all([
      ...times(15, (index) => click(serverOf(index), id)),
      give(id, -PRICE),
      importBalance(email, BigInt(round % 2) * PRICE),
      give(id, -PRICE),
    ]);
    expect((await outcomeOf(id)).left).toBeGreaterThanOrEqual(0n);
  }
});

test("the ledger is right afterwards, and without overdrafts", async () => {
  await sandbox.control("POST", "/idle", { timeoutMs: 240_000 });
  expect((await verify(db(), shop)).discrepancies).toEqual([]);
});
