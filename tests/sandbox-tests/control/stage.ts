/** A control API over a world of its own, an app that only listens, and a clock that waits for nobody: for tests. */
import { createServer, type Server } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import express from "express";
import { afterAll, beforeAll } from "vitest";

import { createClock, type MovableClock } from "../../sandbox/clock.ts";
import { createConfig } from "../../sandbox/config.ts";
import { createDelivery, type Delivery } from "../../sandbox/delivery/delivery.ts";
import { openShop, SHOPS } from "../../sandbox/history/shops.ts";
import { createIdentity } from "../../sandbox/identity.ts";
import { startMailbox } from "../../sandbox/mailbox/mailbox.ts";
import type { Idleness, Pending } from "../../sandbox/process/idle.ts";
import { createShopLife } from "../../sandbox/process/install.ts";
import type { Shop, WebhookEvent, World } from "../../sandbox/world/types.ts";
import { createWorld } from "../../sandbox/world/world.ts";
import { controlApi } from "../../sandbox/control/control.ts";

export const QUIET: Pending = {
  ...{
    undelivered: 0,
    inbox: 0,
    visits: 0,
    timers: 0,
    messages: 0,
    campaigns: 0,
    deliveries: 0,
    segments: 0,
    maturing: 0,
    referrals: 0,
    affiliates: 0,
    rewards: 0,
    programs: 0,
  },
  ...{ metafields: 0, consent: 0, privacy: 0, backfills: 0, reconciliations: 0, jobs: 0, bulkOperations: 0 },
};

export type Answer = { status: number; json: Record<string, unknown> & { error?: { code: string; message: string } } };

export type Stage = {
  world: World;
  shop: Shop;
  clock: MovableClock;
  delivery: Delivery;
  /** What the world has announced. */
  events: WebhookEvent[];
  /** What the app was sent by hand. */
  received: { topic: string | undefined; body: string; hmac: string | undefined }[];
  /** What the app says is left to do. */
  pending: Pending;
  /** When the app says that it next has something to do. */
  dueAt: Date | null;
  call: (method: string, path: string, body?: unknown) => Promise<Answer>;
  /** Two bags for Ada, unless the fields say otherwise. */
  order: (fields?: object) => Promise<Answer["json"]>;
};

/** Call once at the top of a test file; the stage stands before its first test. */
export function useStage(): Stage {
  const stage = { events: [], received: [], pending: QUIET, dueAt: null } as unknown as Stage;
  const closing: (() => void | Promise<void>)[] = [];

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "reprise-control-"));
    closing.push(() => rmSync(folder, { recursive: true, force: true }));
    const appUrl = await open(createListener(stage.received), closing);
    const clock = createClock(join(folder, "clock"));
    const world = createWorld(clock, (event) => stage.events.push(event));
    const [shop] = SHOPS.map((details) => openShop(world, clock, details, clock.now()));
    if (shop === undefined) throw new Error("a shop is needed");
    shop.installed = true;
    const config = createConfig({ clientId: "client", clientSecret: "secret-of-sixteen", origin: "http://127.0.0.1:1", appUrl });
    const delivery = createDelivery({ url: `${appUrl}/webhooks`, secret: config.clientSecret, apiVersion: "2026-10", clock });
    const mailbox = await startMailbox();
    closing.push(() => mailbox.stop(), delivery.stop);
    const embedded = { open: () => Promise.resolve(), submit: () => Promise.resolve() };
    const openStorefront = (domain: string) => Promise.resolve(`http://${domain}`);
    const shopLife = createShopLife({
      world,
      clock,
      identity: createIdentity(config),
      embedded,
      scopes: ["read_orders"],
      openStorefront,
    });
    const app = () => ({ pid: 1, restarts: 0 });
    const api = controlApi({ world, clock, config, delivery, idleness: idlenessOf(stage), mailbox, shopLife, app });
    const base = `${await open(createServer(express().use("/control", api)), closing)}/control`;
    Object.assign(stage, { world, shop, clock, delivery });
    stage.call = (method, path, body) => call(base + path, method, body);
    stage.order = async (fields = {}) => {
      const lines = [{ product: "espresso-morgenrot", quantity: 2 }];
      return (await stage.call("POST", "/orders", { customer: "ada@example.com", lines, ...fields })).json;
    };
  });
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
  });
  return stage;
}

function createListener(received: Stage["received"]): Server {
  return createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      const header = (name: string) => request.headers[name] as string | undefined;
      received.push({ topic: header("x-shopify-topic"), body, hmac: header("x-shopify-hmac-sha256") });
      response.writeHead(request.url === "/webhooks" ? 200 : 204).end("taken");
    });
  });
}

function idlenessOf(stage: Stage): Idleness {
  return {
    look: () => Promise.resolve(stage.pending),
    inboxLength: () => Promise.resolve(0),
    nextDue: (after) => Promise.resolve(stage.dueAt !== null && stage.dueAt > after ? stage.dueAt : null),
    nightsPassed: () => Promise.resolve(),
    waitForIdle: () => Promise.resolve(stage.pending === QUIET ? null : stage.pending),
  };
}

async function open(listener: Server, closing: (() => void)[]): Promise<string> {
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    listener.closeAllConnections();
    listener.close();
  });
  return `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
}

async function call(url: string, method: string, body?: unknown): Promise<Answer> {
  const raw = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(url, { method, ...(raw === undefined ? {} : { body: raw }) });
  return { status: response.status, json: (await response.json()) as Answer["json"] };
}
