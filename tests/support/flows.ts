import { sql } from "kysely";

import type { Db } from "../../app/db.server.ts";
import type { DefinitionInput } from "../../app/flows/definition/definition.ts";
import { createFlow, findFlow } from "../../app/flows/flows.server.ts";
import { publish, type Inside } from "../../app/flows/publish.server.ts";
import { switchOn } from "../../app/flows/switch.server.ts";
import type { Shop } from "../../app/shops/shop.ts";

/** A step that sends an email. */
export const email = (id: string, emailId = 1) => ({
  ...{ kind: "email" as const, id, emailId, topic: "news" as const, similarGoods: false, off: false },
});

/** One email, 90 days after the last order. */
export const oneEmail: DefinitionInput = { trigger: { kind: "lapsed", days: 90 }, steps: [email("value")] };

const writing = {
  ...{ subject: "Hallo", preheader: "", html: "<p>Hallo</p>", text: "Hallo", links: [], rows: [] },
};

/** An email that the shop has published, so that steps can send it. */
export async function addEmail(db: Db, { shopId }: Pick<Shop, "shopId">, now: Date, emailId = 1): Promise<void> {
  await sql`
    insert into emails (shop_id, email_id, name, latest, published, created_at, updated_at)
    values (${shopId}, ${emailId}, ${`Email ${emailId}`}, 1, 1, ${now}, ${now}) on conflict do nothing
  `.execute(db);
  await sql`
    insert into email_versions (shop_id, email_id, version, document, compiled, published_at, created_at, created_by)
    values (${shopId}, ${emailId}, 1, '{}', ${JSON.stringify({ de: writing, en: writing })}::jsonb, ${now}, ${now}, 'test') on conflict do nothing
  `.execute(db);
}

/** Publishes a flow of a shop, with the email that it sends, and does not switch it on. @returns its id */
export async function addFlow(db: Db, shop: Shop, definition: DefinitionInput, now: Date): Promise<number> {
  await addEmail(db, shop, now);
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
