import type { z } from "zod";

import type { KeyHolder } from "../keys/keys.server.ts";
import type { Scope } from "../keys/key.ts";
import type { ProblemCode } from "./problem.ts";

type Shape = z.ZodObject;

/** What an operation is handed, checked. `name`: of a write, unique to its key. */
export type Asked<Params extends Shape, Query extends Shape, Body extends z.ZodType> = {
  holder: KeyHolder;
  params: z.output<Params>;
  query: z.output<Query>;
  body: z.output<Body>;
  name: string;
  now: Date;
};

export type Result<Answer> = { ok: true; answer: Answer } | { ok: false; code: ProblemCode; more?: Record<string, unknown> };

type Stated<Params extends Shape, Query extends Shape, Body extends z.ZodType, Answer extends z.ZodType> = {
  /** Its name in the document. */
  id: string;
  method: "GET" | "POST";
  /** Below `/api/v1`, places for values in braces. A `customerId` is of a customer whom the shop has, by whom it is now. */
  path: `/${string}`;
  scope: Scope;
  summary: string;
  params: Params;
  query: Query;
  /** Null: it takes none. */
  body: Body | null;
  status: 200 | 201;
  answer: Answer;
  /** Problems of its own, beside those that any call can have. */
  problems: readonly ProblemCode[];
  /** Whether it names itself, and is carried out once. Its path has a `customerId`. */
  named: boolean;
  run: (asked: Asked<Params, Query, Body>) => Promise<Result<z.input<Answer>>>;
};

/** One thing that the API can be asked, whatever it takes. */
export type Operation = Stated<Shape, Shape, z.ZodType, z.ZodType>;

/** States an operation, its parts fitting each other. */
export function operation<Params extends Shape, Query extends Shape, Body extends z.ZodType, Answer extends z.ZodType>(
  stated: Stated<Params, Query, Body, Answer>,
): Operation {
  return stated;
}
