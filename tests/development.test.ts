import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { request, type IncomingHttpHeaders } from "node:http";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { fromShopifyCli, parseEnv } from "../app/env.server.ts";
import { useDatabase } from "./support/database.ts";

const database = useDatabase();
const TUNNEL = "abc-def.trycloudflare.com";
const SECRET = "shpss_0123456789abcdef0123456789abcdef";

/** All that Shopify CLI 4.8.2 sets for the web process of `app dev`, and nothing else. */
const cliEnvironment = (port: number) => ({
  SHOPIFY_API_KEY: "0123456789abcdef0123456789abcdef",
  SHOPIFY_API_SECRET: SECRET,
  HOST: `https://${TUNNEL}`,
  SCOPES: "read_customers,read_orders",
  NODE_ENV: "development",
  BACKEND_PORT: String(port),
  FRONTEND_PORT: String(port),
  APP_URL: `https://${TUNNEL}`,
  APP_ENV: "development",
  REMIX_DEV_ORIGIN: `https://${TUNNEL}`,
  PORT: String(port),
  SERVER_PORT: String(port),
});

/** What README has a developer fill in; the rest of .env is as .env.example has it, where the CLI's values must win. */
const dotEnv = () => ({
  DATABASE_URL: database.url,
  SMTP_URL: "smtp://127.0.0.1:1",
  MAIL_FROM: "hello@example.com",
  UNSUBSCRIBE_SECRET: "0123456789abcdef",
  ENCRYPTION_KEY: "dGVzdC1lbmNyeXB0aW9uLWtleS0wMTIzNDU2Nzg5MDE=",
});

describe("the environment that Shopify's CLI gives (real-store A1)", () => {
  test("is understood: its HOST is the tunnel's address, and wins over one of .env", () => {
    const { HOST, PORT, SHOPIFY_APP_URL, NODE_ENV } = parseEnv(
      fromShopifyCli({ ...dotEnv(), SHOPIFY_APP_URL: "https://reprise.example.com", ...cliEnvironment(8081) }),
    );
    expect({ HOST, PORT, SHOPIFY_APP_URL, NODE_ENV }).toEqual({
      HOST: "localhost",
      PORT: 8081,
      SHOPIFY_APP_URL: `https://${TUNNEL}`,
      NODE_ENV: "development",
    });
  });

  test("leaves HOST alone where it is what the server binds to", () => {
    const production = {
      HOST: "0.0.0.0",
      SHOPIFY_APP_URL: "https://reprise.example.com",
      APP_URL: "https://elsewhere.example.com",
    };
    expect(fromShopifyCli(production)).toEqual(production);
  });
});

type Answer = { status: number; headers: IncomingHttpHeaders; body: string };

describe("the development server, started as Shopify's CLI starts it (real-store A1)", () => {
  let child: ChildProcess;
  let port: number;
  let output = "";

  const ask = (path: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}) =>
    new Promise<Answer>((resolve, reject) => {
      const { method = "GET", headers = {}, body = "" } = options;
      const sent = request({ host: "localhost", port, path, method, headers: { Host: TUNNEL, ...headers } }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString("utf8") }),
        );
      });
      sent.on("error", reject);
      sent.end(body);
    });

  beforeAll(async () => {
    port = await freePort();
    const { PATH, HOME, TMPDIR } = process.env;
    const environment = { PATH, HOME, TMPDIR, ...dotEnv(), ...cliEnvironment(port) };
    child = spawn(process.execPath, ["app/dev.server.ts"], {
      env: environment as unknown as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    for (;;) {
      if (child.exitCode !== null) throw new Error(`The development server ended:\n${output}`);
      const answer = await ask("/readyz").catch(() => null);
      if (answer?.status === 200) return;
      await sleep(50);
    }
  });

  afterAll(async () => {
    if (child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  });

  test("answers the tunnel's host with health", async () => {
    expect(await ask("/healthz")).toMatchObject({ status: 200, body: '{"alive":true}' });
  });

  test("answers it with a page, whose addresses are the tunnel's", async () => {
    const headers = { "User-Agent": "Mozilla/5.0 Chrome/140.0" };
    const host = Buffer.from("admin.shopify.com/store/morgenrot").toString("base64url");
    const admin = await ask(`/app?shop=morgenrot.myshopify.com&host=${host}&embedded=1`, { headers });
    expect(admin.headers.location).toMatch(/^\/auth\/session-token\?/);
    expect(decodeURIComponent(admin.headers.location ?? "")).toContain(`https://${TUNNEL}/app`);
    const bounce = await ask(admin.headers.location ?? "", { headers });
    expect(bounce).toMatchObject({ status: 200 });
    expect(bounce.body).toContain('data-api-key="0123456789abcdef0123456789abcdef"');
  });

  test("lets every request pass the gate (security-faults 5, 11, 14)", async () => {
    const home = await ask("/");
    expect(home.headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "strict-origin-when-cross-origin",
    });
    expect(home.headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    const form = { "Content-Type": "application/x-www-form-urlencoded" };
    for (const path of ["/unsubscribe", "/app/settings", "/proxy/redeem"])
      expect((await ask(path, { method: "POST", headers: form, body: "a".repeat(1024 * 1024 + 1) })).status).toBe(413);
    const foreign = { ...form, "Sec-Fetch-Site": "cross-site" };
    expect((await ask("/app/settings", { method: "POST", headers: foreign, body: "a=1" })).status).toBe(403);
  });

  test("answers it with a webhook's receipt", async () => {
    const body = "{}";
    const headers = {
      "Content-Type": "application/json",
      "X-Shopify-Topic": "app/uninstalled",
      "X-Shopify-Shop-Domain": "morgenrot.myshopify.com",
      "X-Shopify-Hmac-Sha256": createHmac("sha256", SECRET).update(body).digest("base64"),
      "X-Shopify-Webhook-Id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
      "X-Shopify-API-Version": "2026-10",
    };
    expect(await ask("/webhooks", { method: "POST", headers, body })).toMatchObject({ status: 200 });
    expect(await ask("/webhooks", { method: "POST", headers, body: "{ }" })).toMatchObject({ status: 401 });
  });

  test("answers it with an asset of Vite's", async () => {
    const asset = await ask("/app/entry.client.tsx");
    expect(asset).toMatchObject({ status: 200 });
    expect(asset.headers["content-type"]).toMatch(/javascript/);
  });

  test("tells a browser behind the tunnel of changed files, over the one port that is forwarded", async () => {
    const client = await ask("/@vite/client");
    const token = /const wsToken = "([^"]+)"/.exec(client.body)?.[1] ?? "";
    // No port of its own: the browser uses the address that the script came from, which is the tunnel's.
    expect(client.body).toMatch(/const hmrPort = null/);
    const status = await new Promise<number>((resolve, reject) => {
      const headers = {
        ...{ Host: TUNNEL, Origin: `https://${TUNNEL}`, Connection: "Upgrade", Upgrade: "websocket" },
        ...{
          "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
          "Sec-WebSocket-Version": "13",
          "Sec-WebSocket-Protocol": "vite-hmr",
        },
      };
      const sent = request({ host: "localhost", port, path: `/?token=${token}`, headers });
      sent.on("upgrade", (response, socket) => {
        socket.destroy();
        resolve(response.statusCode ?? 0);
      });
      sent.on("response", (response) => resolve(response.statusCode ?? 0));
      sent.on("error", reject);
      sent.end();
    });
    expect(status).toBe(101);
  });

  test("refuses a host that is neither the tunnel's nor this machine's", async () => {
    expect(await ask("/app/entry.client.tsx", { headers: { Host: "evil.example.com" } })).toMatchObject({ status: 403 });
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "localhost", () => {
      const address = probe.address();
      probe.close(() => (address !== null && typeof address === "object" ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}
