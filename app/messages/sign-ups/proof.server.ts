import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { consentTextOf } from "./consent-text.ts";

/** What proves that a customer asked for advertising and confirmed it by a link. */
export type ConsentProof = {
  askedAt: Date;
  confirmedAt: Date;
  textVersion: string;
  /** What they agreed to, as they read it; null where its words are not known any more. */
  text: string | null;
};

/** The latest double opt-in of a customer; null: they never gave one through us. */
export async function readProof(db: Db, { shopId, name }: Shop, customerId: bigint): Promise<ConsentProof | null> {
  const { rows } = await sql<Omit<ConsentProof, "text">>`
    select asked_at as "askedAt", confirmed_at as "confirmedAt", text_version as "textVersion" from sign_ups
    where shop_id = ${shopId} and customer_id = ${customerId} and confirmed_at is not null
    order by confirmed_at desc limit 1
  `.execute(db);
  const [proof] = rows;
  return proof === undefined ? null : { ...proof, text: consentTextOf(proof.textVersion, name) };
}
