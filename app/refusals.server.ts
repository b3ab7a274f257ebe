import { STATUS_CODES } from "node:http";

import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";

import { problemBody, type ProblemCode } from "./api/problem.ts";
import { SECOND_MS } from "./lib/time.ts";
import { log } from "./log.server.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/**
 * Answers what Remix cannot even read as a request (methods that no page knows, hosts that are none, a parameter of its own that nobody sends), and
 * what a page of another site posted.
 */
export const refuseOddRequests: RequestHandler = (request, response, next) => {
  if (!METHODS.includes(request.method)) {
    response.set("Allow", METHODS.join(", "));
    answer(response, 405);
  } else if (!URL.canParse(`http://${request.get("X-Forwarded-Host") ?? request.get("Host") ?? ""}`)) answer(response, 400);
  else if ("_data" in request.query) answer(response, 400);
  else if (isCrossSite(request)) answer(response, 403);
  else next();
};

/**
 * An unsubscribe link is all that its POST needs, wherever a mail program shows its button (RFC 8058). Shopify's extensions run on an origin of Shopify's, our pixel in
 * a frame without one, and say who asks by a token, never by cookies; a shop's own systems do so by a key.
 */
const FROM_ANYWHERE = /^\/(?:unsubscribe$|(?:storefront|admin|pos|api|pixel)\/v1\/)/;

/** Browsers say whose page a request comes from. Cookies that go along (a shopper's, through the shop's own address) are not consent. */
function isCrossSite(request: Request): boolean {
  const reads = ["GET", "HEAD", "OPTIONS"].includes(request.method);
  return !reads && !FROM_ANYWHERE.test(request.path) && request.get("Sec-Fetch-Site") === "cross-site";
}

/** The last word where everything else failed: a status and its name. What went wrong is for the log, and addresses may hold tokens. */
export const answerErrors: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  // Answered before, because its body was too long or its page too slow: what became of it meanwhile is of no interest.
  if (response.writableEnded) return;
  const status = statusOf(error);
  if (status >= 500) log().error({ error }, "request failed");
  if (response.headersSent) next(error);
  else answer(response, status);
};

/** So long a page may take once its request has come whole. Longer than any does, shorter than a browser's or a proxy's patience. */
const PATIENCE_MS = 25 * SECOND_MS;

/** Where the database hangs, a page says so in the end: 503, and what it still would have said is dropped with the connection. */
export const answerInTime: RequestHandler = (request, response, next) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const start = () => {
    timer = setTimeout(() => {
      if (response.headersSent) return;
      log().warn({ path: request.path }, "request answered 503: it took too long");
      response.set({ Connection: "close", "Retry-After": "30" });
      answer(response, 503);
    }, PATIENCE_MS);
  };
  if (request.method === "GET" || request.method === "HEAD") start();
  else request.once("end", start);
  response.once("close", () => clearTimeout(timer));
  next();
};

function statusOf(error: unknown): number {
  const status = typeof error === "object" && error !== null && "status" in error ? Number(error.status) : 500;
  return Number.isInteger(status) && status >= 400 && status < 600 ? status : 500;
}

/** What the API's readers are told by, of what is refused before it. */
const API_PROBLEMS: Readonly<Record<number, ProblemCode>> = {
  ...{ 405: "method-not-allowed", 413: "too-large", 500: "failed", 503: "busy" },
};

/** A status and its name; the API's own form of that where the API was asked. */
export function answer(response: Response, status: number): void {
  const code = response.req.path.startsWith("/api/") ? API_PROBLEMS[status] : undefined;
  if (code !== undefined) {
    response
      .status(status)
      .type("application/problem+json")
      .send(JSON.stringify(problemBody(code)));
    return;
  }
  response
    .status(status)
    .type("text/plain")
    .send(STATUS_CODES[status] ?? "Error");
}
