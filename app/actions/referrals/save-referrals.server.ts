import { change } from "../../pipeline/change.server.ts";
import { enqueue } from "../../queue/queue.server.ts";
import { markAccounts } from "../../points/accounts.server.ts";
import { readReferralProgram, saveReferralProgram, type ReferralProgram } from "../../referrals/program.server.ts";
import { listAdvocates } from "../../referrals/links/links.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** What a merchant has set up of referrals. The theme hears of it at once. */
export function saveReferrals(shop: Shop, program: ReferralProgram, actor: string): Promise<void> {
  return change(shop, async (tx, at) => {
    const before = await readReferralProgram(tx, shop.shopId);
    await saveReferralProgram(tx, shop, program, actor, at);
    // Whoever has a link sees it, or no longer does.
    if (before.enabled !== program.enabled) await markAccounts(tx, shop.shopId, listAdvocates(shop.shopId), at);
    await enqueue("publish-program", [{ shopId: shop.shopId }], { db: tx });
    return { result: undefined };
  });
}
