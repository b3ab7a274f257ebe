import { defineField, removeField, renameField, type Defined } from "../../notes/fields/fields.server.ts";
import type { FieldKind } from "../../notes/fields/field.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { listFieldUses, type QueryUse } from "../segments/uses.server.ts";

/** What the page of a shop's fields is told when one is to be taken away. */
export type RemovalAnswer = { ok: true; did: "removed" } | { ok: false; issue: "in-use"; key: string; uses: QueryUse[] };

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

/**
 * It is taken away, with all that it says, unless something asks for it. @see removeField
 * @returns what asks for it, and would not find it any more; none: it is done
 */
export function removeFieldOf(shop: Shop, key: string): Promise<QueryUse[]> {
  return change(shop, async (tx) => {
    const uses = await listFieldUses(tx, shop.shopId, key);
    if (uses.length === 0) await removeField(tx, shop.shopId, key);
    return { result: uses };
  });
}
