import { sql } from "kysely";

import { append } from "../../customers/timeline.server.ts";
import type { Tx } from "../../db.server.ts";
import { liveCustomer } from "../../points/ledger.server.ts";
import { textFields, textIn } from "../../program/rules/texts.ts";
import { isOfAudience } from "../../segments/audience/of-audience.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { findLive } from "../groups.server.ts";
import { findMember } from "./members.server.ts";

/** `group`: it is for others; `none-left`: every link is given. */
export type Invited = { ok: true; fresh: boolean } | { ok: false; reason: "unknown" | "group" | "none-left" };

/**
 * Gives a customer the way into a group: one link, once. The same again changes nothing; who was removed there and belongs to it again gets another. Runs inside `change`, whose lock of the shop gives
 * links out one after the other.
 */
export async function invite(
  tx: Tx,
  shop: Shop,
  { handle, customerId: asked }: { handle: string; customerId: bigint },
  now: Date,
): Promise<Invited> {
  const { shopId } = shop;
  const group = await findLive(tx, shopId, handle);
  const customerId = await liveCustomer(tx, shopId, asked);
  if (group === null || customerId === null || group.terms.giving === "none") return { ok: false, reason: "unknown" };
  const { groupId, terms } = group;
  if (!(await isOfAudience(tx, shopId, customerId, terms))) return { ok: false, reason: "group" };
  const member = await findMember(tx, shopId, groupId, customerId);
  if (member !== null && member.removedAt === null) return { ok: true, fresh: false };
  const linkId = terms.giving === "single" ? await takeLink(tx, shopId, groupId, now) : null;
  if (terms.giving === "single" && linkId === null) return { ok: false, reason: "none-left" };
  await sql`
    insert into community_members (shop_id, group_id, customer_id, link_id, joined_at)
    values (${shopId}, ${groupId}, ${customerId}, ${linkId}, ${now})
    on conflict (shop_id, group_id, customer_id) do update set link_id = excluded.link_id, joined_at = excluded.joined_at, removed_at = null, removed_by = null
  `.execute(tx);
  const { title } = terms;
  const data = { groupId, title: textIn(title, shop.primaryLocale), ...textFields("title", title) };
  const key = `community:${groupId}:${customerId}:${now.getTime()}`;
  await append(tx, shopId, [{ customerId, kind: "community.joined", key, occurredAt: now, data }], now);
  return { ok: true, fresh: true };
}

/** The oldest link that nobody has; null: there is none. */
async function takeLink(tx: Tx, shopId: number, groupId: number, now: Date): Promise<bigint | null> {
  const { rows } = await sql<{ linkId: bigint }>`
    update community_links l set given_at = ${now}
    where l.shop_id = ${shopId} and l.group_id = ${groupId} and l.link_id = (
      select link_id from community_links where shop_id = ${shopId} and group_id = ${groupId} and given_at is null order by link_id limit 1)
    returning l.link_id as "linkId"
  `.execute(tx);
  return rows[0]?.linkId ?? null;
}
