import { STATUS_CODES } from "node:http";

import type { ErrorRequestHandler, RequestHandler, Response } from "express";

import { log } from "./log.server.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Answers what Remix cannot even read as a request: methods that no page knows, and hosts that are none. */
export const refuseOddRequests: RequestHandler = (request, response, next) => {
  if (!METHODS.includes(request.method)) {
    response.set("Allow", METHODS.join(", "));
    answer(response, 405);
  } else if (!URL.canParse(`http://${request.get("X-Forwarded-Host") ?? request.get("Host") ?? ""}`)) answer(response, 400);
  else next();
};

/** The last word where everything else failed: a status and its name. What went wrong is for the log, and addresses may hold tokens. */
export const answerErrors: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const status = statusOf(error);
  if (status >= 500) log().error({ error }, "request failed");
  if (response.headersSent) next(error);
  else answer(response, status);
};

function statusOf(error: unknown): number {
  const status = typeof error === "object" && error !== null && "status" in error ? Number(error.status) : 500;
  return Number.isInteger(status) && status >= 400 && status < 600 ? status : 500;
}

function answer(response: Response, status: number): void {
  response
    .status(status)
    .type("text/plain")
    .send(STATUS_CODES[status] ?? "Error");
}
