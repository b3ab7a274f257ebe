import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { recordset } from "../../lib/rows.server.ts";
import { keyring } from "../../secrets/keyring.server.ts";
import { open, resealed, seal, type Keyring } from "../../secrets/sealed.ts";
import { payeeSchema, type Payee } from "./payee.ts";

const placeOf = (shopId: number, affiliateId: bigint) => `affiliate-payee:${shopId}:${affiliateId}`;

export function sealPayee(payee: Payee, shopId: number, affiliateId: bigint): string {
  return seal(JSON.stringify(payee), placeOf(shopId, affiliateId), keyring());
}

/** @throws SealError when it cannot be opened */
export function openPayee(sealed: string | null, shopId: number, affiliateId: bigint): Payee | null {
  return sealed === null ? null : payeeSchema.parse(JSON.parse(open(sealed, placeOf(shopId, affiliateId), keyring())));
}

export async function savePayee(tx: Db, shopId: number, affiliateId: bigint, payee: Payee): Promise<void> {
  await sql`
    update affiliates set payee = ${sealPayee(payee, shopId, affiliateId)} where shop_id = ${shopId} and affiliate_id = ${affiliateId} and state = 'approved'
  `.execute(tx);
}

type Sealed = { shop_id: number; affiliate_id: bigint; id: bigint; payee: string };

/** Seals anew what an older key has sealed. @returns how many */
export async function sealPayees(db: Db, keys: Keyring): Promise<number> {
  const [{ id: current }] = keys;
  const older = sql`payee is not null and payee not like ${`sealed:${current}:%`}`;
  const again = (rows: readonly Sealed[]) =>
    rows.map(({ shop_id, affiliate_id, id, payee: before }) => ({
      ...{ shop_id, id, before, payee: resealed(before, placeOf(shop_id, affiliate_id), keys) },
    }));
  const people =
    await sql<Sealed>`select shop_id, affiliate_id, affiliate_id as id, payee from affiliates where ${older}`.execute(db);
  const paid = await sql<Sealed>`select shop_id, affiliate_id, payout_id as id, payee from payouts where ${older}`.execute(db);
  // What has been changed meanwhile is sealed with the current key.
  await sql`
    update affiliates a set payee = t.payee from ${recordset(again(people.rows))} as t(shop_id int, id bigint, before text, payee text)
    where a.shop_id = t.shop_id and a.affiliate_id = t.id and a.payee = t.before
  `.execute(db);
  await sql`
    update payouts p set payee = t.payee from ${recordset(again(paid.rows))} as t(shop_id int, id bigint, before text, payee text)
    where p.shop_id = t.shop_id and p.payout_id = t.id and p.payee = t.before
  `.execute(db);
  return people.rows.length + paid.rows.length;
}
