import { changeNote, type Changed } from "../../notes/notes.server.ts";
import type { NoteInput } from "../../notes/note.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** A merchant changes a note, over what they have seen. @see changeNote */
export function changeNoteOf(
  shop: Shop,
  { customerId, actor, ...note }: NoteInput & { customerId: bigint; seen: number; actor: string },
): Promise<Changed> {
  return change(shop, async (tx, at) => ({ result: await changeNote(tx, shop.shopId, customerId, note, actor, at) }));
}
