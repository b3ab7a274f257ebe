import type { z } from "zod";

import { now as clock } from "../clock.server.ts";
import { whoIs } from "../customers/who-is.server.ts";
import { db } from "../db.server.ts";
import type { KeyHolder } from "../keys/keys.server.ts";
import { findHolder } from "../keys/keys.server.ts";
import { begin, giveUp, keepAnswer, type Answered } from "../keys/requests.server.ts";
import { createWrongKeys } from "../keys/wrong-keys.ts";
import { isTransient } from "../lib/database-errors.ts";
import { toIssues } from "../lib/fields.ts";
import { parseJson, stringifyJson } from "../lib/json.ts";
import { within } from "../lib/patience.ts";
import { readUpTo } from "../lib/posted.ts";
import { MINUTE_MS, SECOND_MS } from "../lib/time.ts";
import { log } from "../log.server.ts";
import { createRateGuard } from "../shops/proxy/rate-guard.ts";
import { visitorOf } from "../shops/proxy/visitor.server.ts";
import type { Asked, Operation, Result } from "./operation.ts";
import { problemBody, type ProblemCode } from "./problem.ts";

/** Of one key, in a minute. */
export const MOST_A_MINUTE = 600;
export const MOST_BYTES = 16 * 1024;
/** Before the server's own patience ends, whose answer is no problem's. */
const PATIENCE_MS = 20 * SECOND_MS;
const withinRate = createRateGuard(MOST_A_MINUTE, MINUTE_MS);
const wrongKeys = createWrongKeys();

type Args = { request: Request; params: Readonly<Record<string, string | undefined>> };

/** What a route does with a request: the operation, or the problem with it. Never throws. */
export function answering(operation: Operation): (args: Args) => Promise<Response> {
  return async ({ request, params }) => {
    try {
      const { status, body } = await within(PATIENCE_MS, answer(operation, request, params));
      return json(status, body);
    } catch (error) {
      if (error instanceof ProblemError) return json(error.body.status, error.body, headersOf(error.body.code, operation));
      const transient = isTransient(error);
      log()[transient ? "warn" : "error"]({ error, operation: operation.id }, "a call of the API failed");
      const body = problemBody(transient ? "busy" : "failed");
      return json(body.status, body, headersOf(body.code, operation));
    }
  };
}

/** For what nothing is at. */
export function answerNothing(): Response {
  return json(404, problemBody("not-found"));
}

/** Ends a call with a problem. */
class ProblemError extends Error {
  override name = "ProblemError";
  readonly body;
  constructor(code: ProblemCode, more?: Record<string, unknown>) {
    super(code);
    this.body = problemBody(code, more);
  }
}

async function answer(operation: Operation, request: Request, named: Args["params"]): Promise<Answered> {
  const method = request.method === "HEAD" ? "GET" : request.method;
  if (method !== operation.method) throw new ProblemError("method-not-allowed");
  const [, key = ""] = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  const at = clock();
  const address = visitorOf(request);
  if (!wrongKeys.mayTry(address, key, at)) throw new ProblemError("too-many");
  const holder = await findHolder(db(), key, at);
  if (holder === null) throw new ProblemError(wrongKeys.wrong(address, key, at) ? "unauthorized" : "too-many");
  wrongKeys.right(key, at);
  if (!withinRate(`${holder.shop.shopId}:${holder.keyId}`, at)) throw new ProblemError("too-many");
  if (!holder.scopes.includes(operation.scope)) throw new ProblemError("missing-scope", { scope: operation.scope });

  const params = operation.params.safeParse(named);
  if (!params.success) throw new ProblemError("not-found");
  const query = checked(operation.query, Object.fromEntries(new URL(request.url).searchParams));
  const text = operation.body === null ? "" : await readBody(request);
  const body = operation.body === null ? null : checked(operation.body, parsed(text));
  const name = operation.named ? nameIn(request) : "";
  const asked = { holder, query, body, name: `${holder.keyId}:${name}`, now: at };
  if (!("customerId" in params.data)) return outcome(operation, await operation.run({ ...asked, params: params.data }));
  const customerId = await whoIs(db(), holder.shop.shopId, { id: params.data["customerId"] as bigint });
  if (customerId === null) throw new ProblemError("unknown-customer");
  const ready = { ...asked, params: { ...params.data, customerId } };
  if (!operation.named) return outcome(operation, await operation.run(ready));
  return once(operation, ready, { holder, name, customerId, said: `${new URL(request.url).pathname}\n${text}` });
}

type Write = { holder: KeyHolder; name: string; customerId: bigint; said: string };
type Ready = Asked<z.ZodObject, z.ZodObject, z.ZodType>;

/** Carries a write out that names itself, unless it has been: then its answer is the one of then. */
async function once(operation: Operation, asked: Ready, { holder, name, customerId, said }: Write): Promise<Answered> {
  const id = { shopId: holder.shop.shopId, keyId: holder.keyId, name };
  const begun = await begin(db(), id, said, customerId, asked.now);
  if (begun.state === "answered") return begun.answer;
  if (begun.state !== "begun") throw new ProblemError(begun.state);
  try {
    const answered = outcome(operation, await operation.run(asked));
    await keepAnswer(db(), id, answered);
    return answered;
  } catch (error) {
    // Whether it was done, the name of the act itself knows: it may be asked for again.
    await giveUp(db(), id, asked.now);
    throw error;
  }
}

function outcome(operation: Operation, result: Result<unknown>): Answered {
  if (result.ok) return { status: operation.status, body: result.answer };
  const body = problemBody(result.code, result.more);
  return { status: body.status, body };
}

function checked(schema: z.ZodType, value: unknown): Record<string, unknown> {
  const read = schema.safeParse(value);
  if (!read.success) throw new ProblemError("invalid", { errors: toIssues(read.error) });
  return read.data as Record<string, unknown>;
}

function nameIn(request: Request): string {
  const name = request.headers.get("idempotency-key") ?? "";
  if (!/^[\x21-\x7e]{1,100}$/.test(name)) throw new ProblemError("idempotency-key");
  return name;
}

async function readBody(request: Request): Promise<string> {
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? "")) throw new ProblemError("not-json-type");
  const bytes = await readUpTo(request, MOST_BYTES).catch(() => {
    throw new ProblemError("not-json");
  });
  if (bytes === null) throw new ProblemError("too-large");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ProblemError("not-json");
  }
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    throw new ProblemError("not-json");
  }
}

/** When to come back, in seconds, where that is known. */
const RETRY_AFTER: Partial<Record<ProblemCode, string>> = { "too-many": "60", busy: "30", "under-way": "1" };

function headersOf(code: ProblemCode, operation: Operation): Record<string, string> {
  const retryAfter = RETRY_AFTER[code];
  return {
    ...(retryAfter === undefined ? {} : { "Retry-After": retryAfter }),
    ...(code === "unauthorized" ? { "WWW-Authenticate": "Bearer" } : {}),
    ...(code === "method-not-allowed" ? { Allow: operation.method } : {}),
  };
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  const type = status < 400 ? "application/json" : "application/problem+json";
  return new Response(stringifyJson(body), {
    status,
    headers: { ...headers, "Content-Type": type, "Cache-Control": "no-store" },
  });
}
