import type { Refusal } from "../rewards/redemptions/redemptions.server.ts";

/** Everything that can be wrong with a call: its status, and what it means to a developer. */
export const problems = {
  "not-json": [400, "The body is not JSON in UTF-8"],
  "idempotency-key": [400, "Idempotency-Key must be 1 to 100 visible ASCII characters"],
  unauthorized: [401, "The key is missing, or opens nothing"],
  "missing-scope": [403, "The key may not do this"],
  "not-found": [404, "There is nothing at this address"],
  "unknown-customer": [404, "The shop has no such customer"],
  "unknown-reward": [404, "The shop has no such reward"],
  "unknown-redemption": [404, "The shop has no such redemption"],
  "unknown-segment": [404, "The shop has no such segment"],
  "method-not-allowed": [405, "The address does not know this method"],
  "insufficient-points": [409, "The customer has fewer points available than this takes"],
  paused: [409, "The program does not run, or not for this customer"],
  "not-available": [409, "The reward is not available to this customer"],
  "unspendable-credit": [409, "Customers of this shop cannot pay with store credit"],
  changed: [409, "The reward is no longer what was asked for"],
  tier: [409, "The reward is for other tiers"],
  "sold-out": [409, "The reward is sold out"],
  limit: [409, "The customer has redeemed this reward as often as they may"],
  "under-way": [409, "The same request is still being carried out; send it again in a moment"],
  "too-large": [413, "The body is larger than 16 kB"],
  "not-json-type": [415, "Content-Type must be application/json"],
  invalid: [422, "Something that was sent is not as it should be; errors say what"],
  "bad-amount": [422, "The reward cannot be had for so many points"],
  "another-body": [422, "This Idempotency-Key came before, with another request"],
  "too-many": [429, "Too many requests in this minute"],
  failed: [500, "Something went wrong here"],
  busy: [503, "The app is busy; send the same again later"],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemCode = keyof typeof problems;

/** Refusals of a redemption are problems of the same names. */
export const refusalCodes = {
  ...({ paused: "paused", "insufficient-points": "insufficient-points", "unknown-reward": "unknown-reward" } as const),
  ...({
    "not-available": "not-available",
    "unspendable-credit": "unspendable-credit",
    changed: "changed",
    tier: "tier",
  } as const),
  ...({ "sold-out": "sold-out", limit: "limit", "unknown-customer": "unknown-customer", "bad-amount": "bad-amount" } as const),
} satisfies Record<Refusal, ProblemCode>;

export type ProblemBody = { type: string; title: string; status: number; code: ProblemCode } & Record<string, unknown>;

/** As RFC 9457 has it. @param more what else there is to say, as members of their own */
export function problemBody(code: ProblemCode, more: Record<string, unknown> = {}): ProblemBody {
  const [status, title] = problems[code];
  return { type: `urn:reprise:problem:${code}`, title, status, code, ...more };
}
