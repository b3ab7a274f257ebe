import { setValues, type SetOutcome, type Setting } from "../../notes/fields/values.server.ts";
import { whoIsMeant } from "../../notes/whose.server.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** A merchant sets fields of a customer. @see setValues */
export function setFieldsOf(
  shop: Shop,
  { customerId, settings, actor }: { customerId: bigint; settings: readonly Setting[]; actor: string },
): Promise<SetOutcome> {
  return change(shop, async (tx, at) => {
    const result = await setValues(tx, shop.shopId, customerId, settings, actor, at);
    const meant = result === "set" ? await whoIsMeant(tx, shop.shopId, customerId) : null;
    return { result, moved: { fields: meant === null ? [] : [meant] } };
  });
}
