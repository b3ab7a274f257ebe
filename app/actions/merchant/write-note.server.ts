import { writeNote } from "../../notes/notes.server.ts";
import type { NoteInput } from "../../notes/note.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** A merchant writes a note of a customer. Nothing looks at notes, so nothing follows. @see writeNote */
export function writeNoteOf(
  shop: Shop,
  { customerId, actor, ...note }: NoteInput & { customerId: bigint; actor: string },
): Promise<boolean> {
  return change(shop, async (tx, at) => ({ result: await writeNote(tx, shop.shopId, customerId, note, actor, at) }));
}
