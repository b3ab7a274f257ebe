import { isUtf8 } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";

import { now } from "../clock.server.ts";
import { intake } from "../db.server.ts";
import { within } from "../lib/patience.ts";
import { parseInstant, SECOND_MS } from "../lib/time.ts";
import { log } from "../log.server.ts";
import { validateWebhook } from "../shopify.server.ts";
import { createGroupCommit, OverloadedError, type GroupCommit } from "../queue/group-commit.ts";
import { accept, type Arrival } from "./inbox.server.ts";
import { readBody } from "./read-body.server.ts";
import { isTopic } from "./topics.ts";

export const MAX_BODY_BYTES = 2 * 1024 * 1024;
/** Ids, names and topics are part of an index, whose entries must stay small. */
const MAX_HEADER_CHARS = 255;
const RETRY_AFTER_S = 30;
/** Shopify waits five seconds. What is stored after we said that it was not is a duplicate when it comes again. */
const PATIENCE_MS = 4 * SECOND_MS;

export type Received = { method: string; headers: Record<string, string>; rawBody: Buffer };
export type Answer = { status: 200 | 400 | 401 | 405 | 413 | 503; reason: string; headers?: Record<string, string> };

let inbox: GroupCommit<Arrival> | undefined;

/** The process's way into the inbox; concurrent arrivals share a commit. */
function processInbox(): GroupCommit<Arrival> {
  return (inbox ??= createGroupCommit({
    write: (arrivals) => accept(intake(), arrivals),
    sizeOf: ({ body }) => body.length + 1_000,
  }));
}

/**
 * What Shopify is told about one delivery. 200 means that it is stored, or that it needs not be: a duplicate, an unknown shop, a topic that we do
 * not handle. Only the HMAC and headers are checked: no session, no token, no look into the body.
 */
export async function receive(
  { method, headers, rawBody }: Received,
  store: GroupCommit<Arrival> = processInbox(),
): Promise<Answer> {
  if (method !== "POST") return { status: 405, reason: "method", headers: { allow: "POST" } };
  if (rawBody.length > MAX_BODY_BYTES) return { status: 413, reason: "too large" };
  // The library checks text. Bytes that are not UTF-8 would reach it altered, and an altered body must never pass for the signed one.
  if (!isUtf8(rawBody)) return { status: 401, reason: "bytes that are not UTF-8" };
  const webhook = validateWebhook(rawBody.toString("utf8"), headers);
  if (!webhook.valid)
    return webhook.reason === "missing-headers" ? { status: 400, reason: "missing header" } : { status: 401, reason: "bad hmac" };
  const { topic, webhookId, apiVersion, eventId, name, triggeredAt } = webhook;
  const domain = webhook.domain.toLowerCase();
  if ([domain, topic, webhookId, apiVersion, eventId ?? "", name ?? ""].some((value) => value.length > MAX_HEADER_CHARS)) {
    return { status: 400, reason: "header too long" };
  }
  if (!isTopic(topic)) return { status: 200, reason: "unknown topic" };
  const dedupeKey = `${name ?? ""}:${eventId ?? webhookId}`;
  const arrival = {
    domain,
    topic,
    dedupeKey,
    webhookId,
    apiVersion,
    triggeredAt: instantOrNull(triggeredAt),
    receivedAt: now(),
    body: rawBody,
  };
  try {
    await within(PATIENCE_MS, store.submit(arrival));
    return { status: 200, reason: "stored" };
  } catch (error) {
    log().error(
      { error, topic },
      error instanceof OverloadedError ? "webhook refused: overloaded" : "webhook refused: it could not be stored",
    );
    return { status: 503, reason: "not stored", headers: { "retry-after": String(RETRY_AFTER_S) } };
  }
}

/**
 * The handler of `/webhooks`, mounted before anything that reads bodies. It answers by itself whatever is sent: it never calls on and never throws.
 * @param onStored told after each stored webhook, to wake a worker in the same process
 */
export function webhookHandler(onStored: () => void = () => {}): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    answer(request)
      .catch((error: unknown): Answer => {
        log().error({ error }, "webhook refused: unexpected");
        return { status: 503, reason: "unexpected" };
      })
      .then((result) => {
        if (result.status !== 200) log().info({ status: result.status, reason: result.reason }, "webhook not accepted");
        else if (result.reason === "unknown topic") log().warn("webhook of a topic that is not handled");
        else onStored();
        send(response, result);
      })
      .catch((error: unknown) => log().error({ error }, "webhook answer failed"));
  };
}

async function answer(request: IncomingMessage): Promise<Answer> {
  const method = request.method ?? "";
  if (method !== "POST") return { status: 405, reason: "method", headers: { allow: "POST" } };
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body === "too-large") return { status: 413, reason: "too large" };
  if (body === "aborted") return { status: 400, reason: "aborted" };
  return receive({ method, headers: shopifyHeaders(request), rawBody: body });
}

/** Shopify's own; the library need not read the others. Node joins repeated ones with a comma: a repeated HMAC then matches nothing, which is right. */
function shopifyHeaders(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [key, value] of Object.entries(request.headers)) {
    if (/^(x-)?shopify-/.test(key) && typeof value === "string") headers[key] = value;
  }
  return headers;
}

function send(response: ServerResponse, { status, headers = {} }: Answer): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, { ...headers, "content-length": "0", "cache-control": "no-store" }).end();
}

function instantOrNull(iso: string | null): Date | null {
  if (iso === null) return null;
  try {
    const instant = parseInstant(iso);
    const year = instant.getUTCFullYear();
    return year >= 2000 && year < 2200 ? instant : null;
  } catch {
    return null;
  }
}
