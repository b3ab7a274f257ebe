import { createHmac } from "node:crypto";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { sql } from "kysely";

import type { Db } from "../../app/db.server.ts";
import { webhookHandler } from "../../app/webhooks/receive.server.ts";

const SECRET = process.env["SHOPIFY_API_SECRET"] ?? "";

export function hmacOf(body: Buffer | string, secret = SECRET): string {
  return createHmac("sha256", secret).update(body).digest("base64");
}

let counter = 0;

/** Headers as Shopify sends them; `overrides` replaces, null removes. */
export function headersFor(body: Buffer | string, overrides: Record<string, string | null> = {}): Record<string, string> {
  counter += 1;
  const headers: Record<string, string | null> = {
    "content-type": "application/json",
    "x-shopify-topic": "customers/update",
    "x-shopify-shop-domain": "morgenrot.myshopify.com",
    "x-shopify-hmac-sha256": hmacOf(body),
    "x-shopify-api-version": "2026-10",
    "x-shopify-webhook-id": `webhook-${counter}`,
    "x-shopify-event-id": `event-${counter}`,
    "x-shopify-triggered-at": "2026-03-01T12:00:00.000Z",
    ...overrides,
  };
  return Object.fromEntries(Object.entries(headers).flatMap(([key, value]) => (value === null ? [] : [[key, value]])));
}

export type Reply = { status: number; headers: Record<string, string | string[] | undefined>; body: string };
export type Route = { server: Server; port: number; stop: () => Promise<void> };

/** The webhook handler behind a real HTTP server. */
export async function startRoute(onStored?: () => void): Promise<Route> {
  const server = createServer(webhookHandler(onStored));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { server, port: (server.address() as AddressInfo).port, stop };
}

export function send(port: number, method: string, headers: Record<string, string>, body: Buffer | string): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sending = request({ port, host: "127.0.0.1", path: "/webhooks", method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    sending.on("error", reject);
    sending.end(body);
  });
}

export function deliver(port: number, body: Buffer | string, overrides: Record<string, string | null> = {}): Promise<Reply> {
  return send(port, "POST", headersFor(body, overrides), body);
}

export async function countInbox(db: Db): Promise<number> {
  const { rows } = await sql<{ total: number }>`select count(*)::int as total from webhook_inbox`.execute(db);
  return rows[0]?.total ?? 0;
}
