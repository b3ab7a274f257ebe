import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
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

const paypalPlace = (shopId: number, affiliateId: bigint) => `affiliate-paypal:${shopId}:${affiliateId}`;

/** Where PayPal reached somebody who was brought along, to be kept. */
export function sealPaypal(address: string, shopId: number, affiliateId: bigint): string {
  return seal(address, paypalPlace(shopId, affiliateId), keyring());
}

/** Where PayPal reached somebody in the program that they were brought along from; "" where that is not known, or they have said since where they are paid to. */
export async function readPaypal(db: Db, shopId: number, affiliateId: bigint): Promise<string> {
  const { rows } = await sql<{ paypal: string | null }>`
    select paypal from affiliates where shop_id = ${shopId} and affiliate_id = ${affiliateId}
  `.execute(db);
  const sealed = rows[0]?.paypal ?? null;
  return sealed === null ? "" : open(sealed, paypalPlace(shopId, affiliateId), keyring());
}

export async function savePayee(tx: Db, shopId: number, affiliateId: bigint, payee: Payee): Promise<void> {
  await sql`
    update affiliates set payee = ${sealPayee(payee, shopId, affiliateId)}, paypal = null where shop_id = ${shopId} and affiliate_id = ${affiliateId} and state in ('approved', 'ended')
  `.execute(tx);
}

type Sealed = { shop_id: number; affiliate_id: bigint; id: bigint; payee: string };

/** Seals anew what an older key has sealed. What has been changed meanwhile is sealed with the current key. @returns how many */
export async function sealPayees(db: Db, keys: Keyring): Promise<number> {
  const [{ id: current }] = keys;
  const older = sql`payee is not null and payee not like ${`sealed:${current}:%`}`;
  const again = ({ shop_id, affiliate_id, payee }: Sealed) => resealed(payee, placeOf(shop_id, affiliate_id), keys);
  const people =
    await sql<Sealed>`select shop_id, affiliate_id, affiliate_id as id, payee from affiliates where ${older}`.execute(db);
  for (const one of people.rows)
    await sql`update affiliates set payee = ${again(one)} where shop_id = ${one.shop_id} and affiliate_id = ${one.id} and payee = ${one.payee}`.execute(
      db,
    );
  const known = await sql<Sealed>`
    select shop_id, affiliate_id, affiliate_id as id, paypal as payee from affiliates where paypal is not null and paypal not like ${`sealed:${current}:%`}
  `.execute(db);
  for (const { shop_id, affiliate_id, payee } of known.rows)
    await sql`
      update affiliates set paypal = ${resealed(payee, paypalPlace(shop_id, affiliate_id), keys)}
      where shop_id = ${shop_id} and affiliate_id = ${affiliate_id} and paypal = ${payee}
    `.execute(db);
  const paid = await sql<Sealed>`select shop_id, affiliate_id, payout_id as id, payee from payouts where ${older}`.execute(db);
  for (const one of paid.rows)
    await sql`update payouts set payee = ${again(one)} where shop_id = ${one.shop_id} and payout_id = ${one.id} and payee = ${one.payee}`.execute(
      db,
    );
  return people.rows.length + known.rows.length + paid.rows.length;
}
