import { sql } from "kysely";

import { openGroup } from "../../app/actions/merchant/publish-group.server.ts";
import { emptyDraft, type Draft } from "../../app/community/content/draft.ts";
import { createGroup, findGroup } from "../../app/community/groups.server.ts";
import type { Db } from "../../app/db.server.ts";
import type { Shop } from "../../app/shops/shop.ts";

export const NOW = new Date("2026-03-02T12:00:00Z");

/** A Discord for everybody, where each gets a link of their own. */
export function draft(more: Partial<Draft> = {}): Draft {
  return {
    ...emptyDraft(),
    ...{
      titles: { en: "Regulars", de: "Stammgäste" },
      abouts: { en: "# Rules\nBe **kind**.", de: "Seid nett." },
      audience: "all",
    },
    ...more,
  };
}

/** A group that is live, as a merchant brings it there. */
export async function launch(db: Db, shop: Shop, what = draft(), handle = "regulars", now = NOW): Promise<number> {
  const groupId = await createGroup(shop.shopId, handle, what, now);
  if (groupId === null) throw new Error("too many");
  const group = await findGroup(db, shop.shopId, groupId);
  const opened = await openGroup(shop, groupId, group?.version ?? 0, () => now);
  if (!opened.ok) throw new Error(JSON.stringify(opened));
  return groupId;
}

/** A segment with these members, whatever they have bought. @returns its id */
export async function segment(db: Db, { shopId }: Shop, customerIds: readonly bigint[]): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into segments (shop_id, key, name, query, position, created_at, updated_at)
    values (${shopId}, 'few', 'Few', 'number_of_orders > 99', 0, ${NOW}, ${NOW}) returning segment_id as id
  `.execute(db);
  const id = rows[0]?.id ?? 0;
  for (const customerId of customerIds)
    await sql`
      insert into segment_members (shop_id, segment_id, customer_id, entered_at) values (${shopId}, ${id}, ${customerId}, ${NOW})
    `.execute(db);
  return id;
}

export const links = (count: number, from = 1): string =>
  Array.from({ length: count }, (_, at) => `https://discord.gg/invite${from + at}`).join("\n");
