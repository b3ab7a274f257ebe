import { sql } from "kysely";

import type { Db, Tx } from "../../db.server.ts";
import { ofAudience } from "../../segments/audience/of-audience.server.ts";
import type { MemberTab } from "./tabs.ts";

export type Member = {
  joinedAt: Date;
  removedAt: Date | null;
  nameThere: string | null;
  /** Their own link; null: all have the same. */ url: string | null;
};

export async function findMember(db: Db, shopId: number, groupId: number, customerId: bigint): Promise<Member | null> {
  const { rows } = await sql<Member>`
    select m.joined_at as "joinedAt", m.removed_at as "removedAt", m.name_there as "nameThere", l.url
    from community_members m
    left join community_links l on l.shop_id = m.shop_id and l.group_id = m.group_id and l.link_id = m.link_id
    where m.shop_id = ${shopId} and m.group_id = ${groupId} and m.customer_id = ${customerId}
  `.execute(db);
  return rows[0] ?? null;
}

/** What they are called in the group's own system, so that they can be found there; null: they do not say. Inside `change`. */
export async function nameThere(tx: Tx, shopId: number, groupId: number, customerId: bigint, name: string | null): Promise<void> {
  await sql`
    update community_members set name_there = ${name} where shop_id = ${shopId} and group_id = ${groupId} and customer_id = ${customerId}
  `.execute(tx);
}

export type ListedMember = {
  customerId: bigint;
  name: string | null;
  email: string | null;
  nameThere: string | null;
  url: string | null;
  joinedAt: Date;
  removedAt: Date | null;
};

/** Where each stands now follows from what the group is for, and from who belongs to that: nothing is kept of it. */
const standing = sql`case when m.removed_at is not null then 'removed'
  when g.state = 'live' and ${ofAudience(sql`m.shop_id`, sql`m.customer_id`, sql`(g.terms ->> 'tier')`, sql`(g.terms ->> 'segmentId')::int`)} then 'inside' else 'to-remove' end`;

/** The latest first. */
export async function listMembers(
  db: Db,
  shopId: number,
  groupId: number,
  tab: MemberTab,
  page: { limit: number; offset: number },
): Promise<{ members: ListedMember[]; more: boolean }> {
  const { rows } = await sql<ListedMember>`
    select m.customer_id as "customerId", nullif(concat_ws(' ', c.first_name, c.last_name), '') as name, c.email, m.name_there as "nameThere", l.url,
      m.joined_at as "joinedAt", m.removed_at as "removedAt"
    from community_members m
    join community_groups g on g.shop_id = m.shop_id and g.group_id = m.group_id
    join customers c on c.shop_id = m.shop_id and c.customer_id = m.customer_id
    left join community_links l on l.shop_id = m.shop_id and l.group_id = m.group_id and l.link_id = m.link_id
    where m.shop_id = ${shopId} and m.group_id = ${groupId} and ${standing} = ${tab}
    order by m.joined_at desc, m.customer_id limit ${page.limit + 1} offset ${page.offset}
  `.execute(db);
  return { members: rows.slice(0, page.limit), more: rows.length > page.limit };
}

export type MemberCounts = { [Tab in MemberTab]: number };
export const NO_MEMBERS: MemberCounts = { inside: 0, "to-remove": 0, removed: 0 };

/** By group; one that nobody was invited into has none. */
export async function countMembers(db: Db, shopId: number): Promise<Map<number, MemberCounts>> {
  const { rows } = await sql<{ groupId: number; standing: string; count: number }>`
    select m.group_id as "groupId", ${standing} as standing, count(*)::int as count
    from community_members m join community_groups g on g.shop_id = m.shop_id and g.group_id = m.group_id
    where m.shop_id = ${shopId} group by 1, 2
  `.execute(db);
  const counts = new Map<number, MemberCounts>();
  for (const { groupId, standing: tab, count } of rows)
    counts.set(groupId, { ...(counts.get(groupId) ?? NO_MEMBERS), [tab]: count });
  return counts;
}

/** Somebody of the shop has removed them there, or says that they have not. Inside `change`. @returns whether they were invited */
export async function noteRemoved(
  tx: Tx,
  shopId: number,
  { groupId, customerId, removed, actor }: { groupId: number; customerId: bigint; removed: boolean; actor: string },
  now: Date,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update community_members set removed_at = ${removed ? now : null}, removed_by = ${removed ? actor : null}
    where shop_id = ${shopId} and group_id = ${groupId} and customer_id = ${customerId}
  `.execute(tx);
  return numAffectedRows === 1n;
}
