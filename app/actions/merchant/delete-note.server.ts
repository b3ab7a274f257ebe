import { deleteNote, type Changed } from "../../notes/notes.server.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** A merchant deletes a note as they have seen it. @see deleteNote */
export function deleteNoteOf(
  shop: Shop,
  { customerId, ...note }: { customerId: bigint; noteId: string; seen: number },
): Promise<Changed> {
  return change(shop, async (tx) => ({ result: await deleteNote(tx, shop.shopId, customerId, note) }));
}
