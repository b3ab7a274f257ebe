import { z } from "zod";

import { now as clock } from "../clock.server.ts";
import { whoIs } from "../customers/who-is.server.ts";
import { db } from "../db.server.ts";
import { noteTriggerUse } from "../deliveries/shopify-flow/usage.server.ts";
import { begin, giveUp, keepAnswer, type Answered } from "../keys/requests.server.ts";
import { cleanText, instantField } from "../lib/fields.ts";
import { stringifyJson } from "../lib/json.ts";
import type { Shop } from "../shops/shop.ts";
import { deeds, type DeedHandle } from "./deeds.server.ts";
import { answerSigned, type Answer } from "./signed.server.ts";

/** Flow's runs stand among the writes of the API, as those of a key that there is not: real ones count from 1. */
const FLOW = 0;

const runSchema = z.object({
  handle: z.enum(Object.keys(deeds) as [DeedHandle, ...DeedHandle[]]),
  action_run_id: z.string().regex(/^[\x21-\x7e]{1,80}$/),
  properties: z.record(z.string(), z.unknown()),
});
type Run = z.output<typeof runSchema>;

/** A step of a workflow has something done for a customer. */
export function answerAction(request: Request): Promise<Response> {
  return answerSigned(request, runSchema, act);
}

async function act(shop: Shop, { handle, action_run_id: run, properties }: Run): Promise<Answer> {
  const at = clock();
  const asked = deeds[handle].properties.safeParse(properties);
  if (!asked.success) return { status: 422, code: "invalid" };
  const customerId = await whoIs(db(), shop.shopId, { id: asked.data.customer_id });
  // A workflow may be quicker than the webhook that tells of a new customer: to be asked again.
  if (customerId === null) return { status: 503, code: "unknown-customer" };
  const id = { shopId: shop.shopId, keyId: FLOW, name: run };
  const begun = await begin(db(), id, `${handle}\n${stringifyJson(properties)}`, customerId, at);
  if (begun.state === "answered") return kept(begun.answer);
  if (begun.state === "under-way") return { status: 503, code: begun.state };
  if (begun.state === "another-body") return { status: 422, code: begun.state };
  try {
    const refused = await deeds[handle].run(shop, asked.data, customerId, `shopify-flow:${run}`, at);
    const answer: Answer = refused === null ? { status: 200, code: "done" } : { status: 422, code: refused };
    await keepAnswer(db(), id, { status: answer.status, body: answer.code });
    return answer;
  } catch (error) {
    // Whether it was done, the name of the act itself knows: it may be asked for again.
    await giveUp(db(), id, at);
    throw error;
  }
}

function kept({ status, body }: Answered): Answer {
  return { status: status === 200 ? 200 : 422, code: String(body) };
}

const useSchema = z.object({
  flow_trigger_definition_id: z
    .string()
    .max(200)
    .transform((trigger) => cleanText(trigger)),
  has_enabled_flow: z.boolean(),
  timestamp: instantField,
});

/** Flow tells which of our triggers the shop's workflows use. */
export function answerUse(request: Request): Promise<Response> {
  return answerSigned(request, useSchema, async ({ shopId }, told) => {
    const { flow_trigger_definition_id: trigger, has_enabled_flow: used, timestamp: at } = told;
    await noteTriggerUse(db(), shopId, { trigger, used, at }, clock());
    return { status: 200, code: "noted" };
  });
}
