import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { findReader, type Reader } from "../../messages/reader.server.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Asked } from "../../refill/wishes/form.ts";
import { isKept, keepWishes } from "../../refill/wishes/wishes.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** Who got an email says what they want of the reminders of its products. The same again waits for nobody, and changes nothing. @returns who that is; null where nobody is left @see keepWishes */
export async function askOfReminders(shop: Shop, messageId: bigint, asked: Asked, now = clock): Promise<Reader | null> {
  const before = await findReader(db(), shop.shopId, messageId);
  if (before !== null && (await isKept(db(), shop.shopId, before.customerId, asked, now()))) return before;
  return change(
    shop,
    async (tx, at) => {
      const reader = await findReader(tx, shop.shopId, messageId);
      if (reader === null) return { result: null };
      await keepWishes(tx, shop.shopId, reader.customerId, asked, at);
      return { result: reader, touched: [reader.customerId] };
    },
    now,
  );
}
