import { isDeepStrictEqual } from "node:util";

import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { stringifyJson } from "../../lib/json.ts";
import { noteChange } from "../emails/note-email.server.ts";
import { settingsSchema, usualSettings, type AffiliateSettings } from "./settings.ts";

export type AffiliateProgram = { enabled: boolean; settings: AffiliateSettings };

/** What the merchant has set up; where there is nothing yet, what is usual, switched off. */
export async function readAffiliateProgram(db: Db, shopId: number): Promise<AffiliateProgram> {
  const { rows } = await sql<{ enabled: boolean; settings: unknown }>`
    select enabled, settings from affiliate_settings where shop_id = ${shopId}
  `.execute(db);
  const row = rows[0];
  return row === undefined
    ? { enabled: false, settings: usualSettings }
    : { enabled: row.enabled, settings: settingsSchema.parse(row.settings) };
}

/** While it is off nobody can apply; who is an affiliate stays one. @param actor `merchant:<Shopify user id>` */
export async function saveAffiliateProgram(
  tx: Db,
  shopId: number,
  { enabled, settings }: AffiliateProgram,
  actor: string,
  now: Date,
): Promise<void> {
  const { terms } = (await readAffiliateProgram(tx, shopId)).settings;
  await sql`
    insert into affiliate_settings (shop_id, enabled, settings, updated_at, updated_by)
    values (${shopId}, ${enabled}, ${stringifyJson(settings)}::jsonb, ${now}, ${actor})
    on conflict (shop_id) do update set enabled = excluded.enabled, settings = excluded.settings, updated_at = excluded.updated_at, updated_by = excluded.updated_by
  `.execute(tx);
  if (settings.terms !== null && !isDeepStrictEqual(terms, settings.terms)) await noteChange(tx, shopId, "terms", sql`true`, now);
  if (enabled)
    await sql`update shops set affiliates_since = ${now} where shop_id = ${shopId} and affiliates_since is null`.execute(tx);
}

/** The numbers of the next credit notes, one after the other: taken in the transaction that writes them, so that none is missing. @returns the first */
export async function takeNumbers(tx: Db, shopId: number, count: number): Promise<number> {
  const { rows } = await sql<{ notes: number }>`
    update affiliate_settings set notes = notes + ${count} where shop_id = ${shopId} returning notes
  `.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error("No credit note without settings");
  return row.notes - count + 1;
}
