import { defineField, removeField, renameField, type Defined } from "../../notes/fields/fields.server.ts";
import type { FieldKind } from "../../notes/fields/field.ts";
import { change } from "../../pipeline/change.server.ts";
import { enqueue } from "../../queue/queue.server.ts";
import { loadCompiled } from "../../segments/compiled.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** A merchant decides on a field of the shop's customers: there is a new one. @see defineField */
export function defineFieldOf(
  shop: Shop,
  { actor, ...field }: { name: string; kind: FieldKind; actor: string },
): Promise<Defined> {
  return change(shop, async (tx, at) => ({ result: await defineField(tx, shop.shopId, field, actor, at) }));
}

/** It is called something else. @see renameField */
export function renameFieldOf(shop: Shop, field: { key: string; name: string }): Promise<"renamed" | "same-name" | "gone"> {
  return change(shop, async (tx) => ({ result: await renameField(tx, shop.shopId, field) }));
}

/** It is taken away, with all that it says; segments that ask for it follow with a job. @see removeField */
export function removeFieldOf(shop: Shop, key: string): Promise<null> {
  return change(shop, async (tx, at) => {
    await removeField(tx, shop.shopId, key);
    const asked = !(await loadCompiled(tx, shop, at, ["fields"])).idle;
    if (asked) await enqueue("rebuild-segments", [{ shopId: shop.shopId }], { db: tx });
    return { result: null };
  });
}
