import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import type { WebhookEvent } from "../sandbox/world/types.ts";
import { percentile, perSecond, type Measured } from "./figures.ts";
import type { LoadOrder, LoadReport } from "./load.ts";

const LOAD = fileURLToPath(new URL("./load.ts", import.meta.url));

type Load = { seconds: number; connections: number };
type Answered = Measured & { answered: number };

/** Serves webhooks in this process while another one sends them for `seconds`, over so many connections. @throws Error when one is refused */
export async function measureRoute(
  what: string,
  listener: RequestListener,
  webhooks: readonly WebhookEvent[],
  load: Load,
): Promise<Answered> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await measureServer(what, (server.address() as AddressInfo).port, webhooks, load);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Sends webhooks to a server that listens already. @throws Error when one is refused */
export async function measureServer(
  what: string,
  port: number,
  webhooks: readonly WebhookEvent[],
  { seconds, connections }: Load,
): Promise<Answered> {
  const report = await runLoad({ port, seconds, connections, requests: webhooks.map(signed) });
  if (report.refused > 0) throw new Error(`${what}: ${report.refused} of ${report.answered + report.refused} were refused`);
  const sorted = report.latencies.sort((a, b) => a - b);
  const latency = { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
  return { what, perSecond: perSecond(report.answered, report.ms), ...latency, answered: report.answered };
}

async function runLoad(order: LoadOrder): Promise<LoadReport> {
  const child = spawn(process.execPath, [LOAD], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(JSON.stringify(order));
  return JSON.parse(await text(child.stdout)) as LoadReport;
}

function signed({ shop, topic, body, triggeredAt }: WebhookEvent): LoadOrder["requests"][number] {
  const headers = {
    "content-type": "application/json",
    "user-agent": "Shopify-Captain-Hook",
    "x-shopify-topic": topic,
    "x-shopify-hmac-sha256": createHmac("sha256", process.env["SHOPIFY_API_SECRET"] ?? "")
      .update(body)
      .digest("base64"),
    "x-shopify-shop-domain": shop,
    "x-shopify-api-version": "2026-10",
    "x-shopify-triggered-at": triggeredAt.toISOString(),
  };
  return { headers, body };
}
