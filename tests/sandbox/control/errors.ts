import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import type { z } from "zod";

import { parseExactJson, renderJson } from "../world/json.ts";
import { CodeRefused } from "../world/discount-use.ts";

/** An answer of the control API that is not a success: `{"error":{"code","message"}}`. */
export class ControlError extends Error {
  override name = "ControlError";
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export const invalid = (message: string) => new ControlError(400, "invalid", message);
export const notFound = (message: string) => new ControlError(404, "not-found", message);

/** Runs an operation of the world; what Shopify would refuse becomes 422. */
export function attempt<Result>(operation: () => Result): Result {
  try {
    return operation();
  } catch (error) {
    const refusal = error instanceof CodeRefused || (error instanceof Error && error.constructor === Error);
    if (!refusal) throw error;
    throw new ControlError(422, "refused", error.message);
  }
}

/** The request's JSON, checked. Integers above 2^53 stay exact. An absent body counts as `{}`. @throws ControlError */
export function read<Schema extends z.ZodType>(schema: Schema, request: Request): z.output<Schema> {
  const text = typeof request.body === "string" ? request.body : "";
  let value: unknown;
  try {
    value = text.trim() === "" ? {} : parseExactJson(text);
  } catch (error) {
    throw new ControlError(
      400,
      "malformed-json",
      error instanceof RangeError ? "The body is nested too deeply" : "The body is not JSON",
    );
  }
  return check(schema, value);
}

export function check<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [first] = result.error.issues;
  const path = first?.path.join(".") ?? "";
  throw invalid(`${path === "" ? "body" : path.slice(0, 100)}: ${(first?.message ?? "invalid").slice(0, 300)}`);
}

/** Answers with JSON in which bigint ids are strings of digits. */
export function reply(response: Response, status: number, value: unknown): void {
  const text = JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? item.toString() : item));
  response.status(status).type("application/json").send(text);
}

/** Lets a handler be asynchronous; what it throws reaches the error handler. */
export function handle(handler: (request: Request, response: Response) => Promise<void> | void): RequestHandler {
  return (request, response, next) => {
    Promise.resolve()
      .then(() => handler(request, response))
      .catch(next);
  };
}

export const answerErrors: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const { status, code, message } = describe(error);
  reply(response, status, { error: { code, message } });
};

function describe(error: unknown): { status: number; code: string; message: string } {
  if (error instanceof ControlError) return error;
  if (error instanceof RangeError) return { status: 400, code: "malformed-json", message: "The body is nested too deeply" };
  const status = (error as { status?: unknown }).status;
  if (typeof status === "number" && status >= 400 && status < 500) {
    const code = status === 413 ? "too-large" : "invalid";
    return { status, code, message: error instanceof Error ? error.message.slice(0, 200) : "Bad request" };
  }
  return { status: 500, code: "internal", message: error instanceof Error ? error.message.slice(0, 500) : "Unknown error" };
}

/** JSON with bigint as exact numbers, as Shopify sends them. */
export const exactJson = renderJson;
