import { sql } from "kysely";

import { lowerAddress } from "../../lib/lower-address.ts";
import type { Db, Tx } from "../../db.server.ts";
import { channelNamed, type ChannelName } from "../channels/registry.ts";
import { suppress } from "./suppress.server.ts";
import type { SuppressionReason } from "./suppression.ts";

/**
 * Lifts the suppression of an address: messages may go there again, as far as consent allows. Kept with who did it.
 * @param knows the reason that was seen; another has come meanwhile: nothing is lifted
 */
export async function lift(
  tx: Tx,
  shopId: number,
  { channel, address, knows }: { channel: ChannelName; address: string; knows: SuppressionReason },
  actor: string,
  now: Date,
): Promise<"lifted" | "gone" | "changed"> {
  const { rows } = await sql<{ reason: string }>`
    select reason from suppressions where shop_id = ${shopId} and channel = ${channel} and address = ${address} for update
  `.execute(tx);
  const [found] = rows;
  if (found === undefined) return "gone";
  if (found.reason !== knows) return "changed";
  await sql`delete from suppressions where shop_id = ${shopId} and channel = ${channel} and address = ${address}`.execute(tx);
  await note(tx, shopId, { channel, address, action: "lifted", reason: knows }, actor, now);
  return "lifted";
}

/** Suppresses an address by hand: no more advertising goes there. One that is suppressed for more than an unsubscription stays so. */
export async function add(
  tx: Tx,
  shopId: number,
  { channel, address }: { channel: ChannelName; address: string },
  actor: string,
  now: Date,
): Promise<"added" | "no-address" | "known"> {
  const lower = lowerAddress(address);
  if (!channelNamed(channel).isAddress(lower)) return "no-address";
  const { rows } = await sql<{ reason: string }>`
    select reason from suppressions where shop_id = ${shopId} and channel = ${channel} and address = ${lower} for update
  `.execute(tx);
  if (rows[0] !== undefined && rows[0].reason !== "unsubscribed") return "known";
  await suppress(tx, shopId, [{ channel, address: lower, reason: "manual", source: "merchant", at: now }]);
  await note(tx, shopId, { channel, address: lower, action: "added", reason: "manual" }, actor, now);
  return "added";
}

type Change = { channel: ChannelName; address: string; action: "lifted" | "added"; reason: SuppressionReason };

async function note(
  db: Db,
  shopId: number,
  { channel, address, action, reason }: Change,
  actor: string,
  now: Date,
): Promise<void> {
  await sql`
    insert into suppression_changes (shop_id, channel, address, action, reason, actor, at)
    values (${shopId}, ${channel}, ${address}, ${action}, ${reason}, ${actor}, ${now})
  `.execute(db);
}
