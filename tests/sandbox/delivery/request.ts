import { createHmac } from "node:crypto";
import { Agent, request, type OutgoingHttpHeaders } from "node:http";

export type Answer = { status: number | null; body: string; error: string | null; ms: number };

/** Shopify closes the connection when no answer has come by then. */
const TIMEOUT_MS = 5_000;
const MAX_ANSWER = 4_096;

function sign(body: string | Buffer, secret: string): string {
  return createHmac("sha256", secret).update(body).digest("base64");
}

/** All headers that Shopify puts on a webhook. */
export function webhookHeaders(
  webhook: { shop: string; topic: string; webhookId: string; eventId: string; triggeredAt: Date },
  body: string | Buffer,
  secret: string,
  apiVersion: string,
): OutgoingHttpHeaders {
  return {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
    "User-Agent": "Shopify-Captain-Hook",
    "X-Shopify-Topic": webhook.topic,
    "X-Shopify-Hmac-Sha256": sign(body, secret),
    "X-Shopify-Shop-Domain": webhook.shop,
    "X-Shopify-API-Version": apiVersion,
    "X-Shopify-Webhook-Id": webhook.webhookId,
    "X-Shopify-Event-Id": webhook.eventId,
    "X-Shopify-Triggered-At": webhook.triggeredAt.toISOString(),
  };
}

export function createAgent(concurrency: number): Agent {
  return new Agent({ keepAlive: true, maxSockets: concurrency, maxFreeSockets: concurrency });
}

/** Posts and never throws: no answer is an answer with `status` null and the reason. */
export function post(
  url: URL,
  headers: OutgoingHttpHeaders,
  body: string | Buffer,
  agent: Agent,
  timeoutMs = TIMEOUT_MS,
): Promise<Answer> {
  const started = performance.now();
  return new Promise((resolve) => {
    const answer = (status: number | null, text: string, error: string | null) =>
      resolve({ status, body: text, error, ms: Math.round(performance.now() - started) });
    let outgoing;
    try {
      outgoing = request(url, { method: "POST", headers, agent });
    } catch (error) {
      // Node refuses header values with control characters before anything is sent.
      answer(null, "", error instanceof Error ? error.message : String(error));
      return;
    }
    const deadline = setTimeout(() => outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    outgoing.on("error", (error) => {
      clearTimeout(deadline);
      answer(null, "", error.message);
    });
    outgoing.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        if (text.length < MAX_ANSWER) text += chunk.slice(0, MAX_ANSWER - text.length);
      });
      response.on("error", (error) => {
        clearTimeout(deadline);
        answer(null, text, error.message);
      });
      response.on("end", () => {
        clearTimeout(deadline);
        answer(response.statusCode ?? null, text, null);
      });
    });
    outgoing.end(body);
  });
}
