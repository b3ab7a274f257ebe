import { setValues, type SetOutcome, type Setting } from "../../notes/fields/values.server.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** A merchant sets fields of a customer. @see setValues */
export function setFieldsOf(
  shop: Shop,
  { customerId, settings, actor }: { customerId: bigint; settings: readonly Setting[]; actor: string },
): Promise<SetOutcome> {
  return change(shop, async (tx, at) => ({ result: await setValues(tx, shop.shopId, customerId, settings, actor, at) }));
}
