import type { Db } from "../../app/db.server.ts";
import type { DefinitionInput } from "../../app/flows/definition/definition.ts";
import { createFlow, findFlow, publish, switchOn, type Inside } from "../../app/flows/flows.server.ts";
import type { Shop } from "../../app/shops/shop.ts";

/** A step that sends an email. */
export const email = (id: string, emailId = 1) => ({
  ...{ kind: "email" as const, id, emailId, topic: "news" as const, similarGoods: false, off: false },
});

/** One email, 90 days after the last order. */
export const oneEmail: DefinitionInput = { trigger: { kind: "lapsed", days: 90 }, steps: [email("value")] };

/** Publishes a flow of a shop, and does not switch it on. @returns its id */
export async function addFlow(db: Db, shop: Shop, definition: DefinitionInput, now: Date): Promise<number> {
  const flowId = await createFlow(shop.shopId, { preset: "win-back", name: null, draft: definition }, "test", now);
  await publishDraft(db, shop, flowId, { mode: "keep" }, now);
  return flowId;
}

export async function publishDraft(db: Db, shop: Shop, flowId: number, inside: Inside, now: Date): Promise<void> {
  const seen = (await findFlow(shop.shopId, flowId))?.draftRevision ?? 0;
  const published = await publish(db, shop, flowId, { seen, inside }, "test", now);
  if (!published.ok) throw new Error(`Not published: ${published.reason}`);
}

/** A flow that is live. @returns its id */
export async function startFlow(db: Db, shop: Shop, definition: DefinitionInput, now: Date): Promise<number> {
  const flowId = await addFlow(db, shop, definition, now);
  await switchOn(db, shop, flowId, { mode: "nobody" }, now);
  return flowId;
}
