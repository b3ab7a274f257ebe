import { now as clock } from "../../../clock.server.ts";
import { invite, type Invited } from "../../../community/members/invite.server.ts";
import { findLive } from "../../../community/groups.server.ts";
import { nameThere } from "../../../community/members/members.server.ts";
import { change, sideBySide } from "../../../pipeline/change.server.ts";
import type { Shop } from "../../../shops/shop.ts";

/** A customer asks for their way into a group. The same again changes nothing. @see invite */
export function joinGroup(shop: Shop, who: { handle: string; customerId: bigint }, now = clock): Promise<Invited> {
  return change(shop, async (tx, at) => ({ result: await invite(tx, shop, who, at) }), now);
}

/** What they are called there. */
export async function nameInGroup(
  { shopId }: Shop,
  { handle, customerId, name }: { handle: string; customerId: bigint; name: string | null },
): Promise<void> {
  await sideBySide(shopId, async (tx) => {
    const group = await findLive(tx, shopId, handle);
    if (group !== null) await nameThere(tx, shopId, group.groupId, customerId, name);
  });
}
