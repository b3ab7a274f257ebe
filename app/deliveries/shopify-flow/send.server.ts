import { HttpResponseError } from "@shopify/shopify-api";
import { z } from "zod";

import { LateError, within } from "../../lib/patience.ts";
import { MINUTE_MS } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import { AdminApiError, adminGraphql, ShopUnreachableError } from "../../shopify.server.ts";
import type { Outcome, Transport } from "../transport.ts";
import { FIRE_TRIGGER } from "./trigger.graphql.ts";
import { firedBy } from "./triggers.ts";

/** Shorter than a claim lasts; waiting for the Admin API's throttle is part of it. */
const PATIENCE_MS = MINUTE_MS;
const TOO_MANY = 429;

const answerSchema = z.object({
  flowTriggerReceive: z.object({ userErrors: z.array(z.object({ message: z.string() })) }),
});

/** Fires a trigger of ours in the shop's Flow, which refuses customers whom Shopify does not have: of who is gone there is nothing to be told. */
export const sendToFlow: Transport = async ({ domain }, { id, body, gone }) => {
  const fired = gone ? null : firedBy(id, body);
  if (fired === null) return { ok: true, status: null };
  const { handle, customerId, fields } = fired;
  const variables = { handle, payload: { customer_id: exactly(customerId), ...fields } };
  try {
    const answer = answerSchema.parse(await within(PATIENCE_MS, adminGraphql({ domain }, FIRE_TRIGGER, variables)));
    const { userErrors } = answer.flowTriggerReceive;
    if (userErrors.length === 0) return { ok: true, status: 200 };
    log().warn({ domain, handle, userErrors }, "a trigger of Shopify Flow was refused");
    return { ok: false, status: 200, problem: "refused" };
  } catch (error) {
    const outcome = outcomeOf(error);
    log().warn(
      { domain, handle, error, problem: outcome.ok ? null : outcome.problem },
      "a trigger of Shopify Flow was not fired",
    );
    return outcome;
  }
};

/** An id as JSON writes a number, to its last digit: Flow knows customers by numbers, and JavaScript rounds those above 2^53. */
function exactly(digits: string): unknown {
  return (JSON as unknown as { rawJSON: (text: string) => unknown }).rawJSON(digits);
}

function outcomeOf(error: unknown): Outcome {
  if (error instanceof ShopUnreachableError) return { ok: false, status: null, problem: "no-access" };
  if (error instanceof LateError) return { ok: false, status: null, problem: "timeout" };
  if (error instanceof AdminApiError)
    return error.code === "THROTTLED"
      ? { ok: false, status: TOO_MANY, problem: "status" }
      : { ok: false, status: 200, problem: "refused" };
  if (!(error instanceof HttpResponseError)) return { ok: false, status: null, problem: "unreachable" };
  const { code } = error.response as { code: number };
  return { ok: false, status: code, problem: code === 401 || code === 403 ? "no-access" : "status" };
}
