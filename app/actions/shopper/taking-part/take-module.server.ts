import { now as clock } from "../../../clock.server.ts";
import { nameCertificate } from "../../../learning/answers/attempts.server.ts";
import { take, type Answered, type Taken } from "../../../learning/answers/take.server.ts";
import { change, sideBySide } from "../../../pipeline/change.server.ts";
import type { Shop } from "../../../shops/shop.ts";

/** A customer answers the questions of a module. What passing means for segments, and with them for badges, follows in the same transaction. @see take */
export function takeModule(shop: Shop, answered: Answered, now = clock): Promise<Taken> {
  return change(
    shop,
    async (tx, at) => {
      const result = await take(tx, shop, answered, at);
      if (!result.ok || !result.fresh || !result.passed) return { result };
      const { customerId, points } = result;
      return { result, moved: { learning: [customerId], ...(points > 0n ? { points: [customerId] } : {}) } };
    },
    now,
  );
}

/** What a certificate calls them. @returns whether they have one */
export function nameOnCertificate(
  { shopId }: Shop,
  { moduleId, customerId, name }: { moduleId: number; customerId: bigint; name: string | null },
): Promise<boolean> {
  return sideBySide(shopId, (tx) => nameCertificate(tx, shopId, moduleId, customerId, name));
}
