import { createHmac, randomUUID } from "node:crypto";

import type { SandboxConfig } from "../config.ts";
import { createAgent, post, type Answer } from "../delivery/request.ts";
import type { Shop } from "../world/types.ts";
import { flowExtensions } from "./extensions.ts";
import { flowOf, type Asked } from "./runs.ts";

/** Flow waits longer than webhooks do. */
const PATIENCE_MS = 10_000;
const agent = createAgent(4);

/** Posts as Flow does: signed with the app's secret, the body's bytes as they go out. */
function send({ appUrl, clientSecret }: SandboxConfig, path: string, body: string): Promise<Answer> {
  const headers = {
    ...{ "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body), "User-Agent": "Shopify Flow" },
    "X-Shopify-Hmac-Sha256": createHmac("sha256", clientSecret).update(body).digest("base64"),
  };
  return post(new URL(path, appUrl), headers, body, agent, PATIENCE_MS);
}

/** A workflow with a trigger of the app's is switched on, or the last one off. */
export async function tellUse(
  config: SandboxConfig,
  shop: Shop,
  handle: string,
  used: boolean,
  at: Date,
): Promise<Answer | null> {
  const { usageUrl } = flowExtensions();
  const { used: all } = flowOf(shop);
  if (usageUrl === null) return null;
  const body = `{"flow_trigger_definition_id":${JSON.stringify(handle)},"has_enabled_flow":${used},"shop_id":${shop.id},"shopify_domain":"${shop.domain}","timestamp":"${at.toISOString()}"}`;
  const answer = await send(config, usageUrl, body);
  // Without a good answer the merchant cannot switch the workflow on.
  if (answer.status !== null && answer.status >= 200 && answer.status < 300) {
    if (used) all.add(handle);
    else all.delete(handle);
  }
  return answer;
}

/** A workflow comes to a step with an action of the app's; with a run's id that there is, the same is sent again. */
export async function runAction(
  config: SandboxConfig,
  shop: Shop,
  handle: string,
  said: Record<string, unknown>,
  runId: string = randomUUID(),
): Promise<Asked | null> {
  const action = flowExtensions().actions.find((one) => one.handle === handle);
  if (action === undefined) return null;
  const { asked } = flowOf(shop);
  const before = asked.find((one) => one.runId === runId);
  const properties = before?.properties ?? said;
  // Ids as JSON writes them, beyond what numbers hold in this language.
  const written = Object.entries(properties).map(
    ([key, value]) => `${JSON.stringify(key)}:${typeof value === "bigint" ? value : JSON.stringify(value)}`,
  );
  const body = `{"shop_id":${shop.id},"shopify_domain":"${shop.domain}","action_run_id":"${runId}","action_definition_id":"${handle}","handle":"${handle}","properties":{${written.join()}}}`;
  const { status, body: answer } = await send(config, action.url, body);
  const run: Asked = { runId, handle, properties, status, answer, times: (before?.times ?? 0) + 1 };
  if (before === undefined) asked.push(run);
  else Object.assign(before, run);
  return run;
}
