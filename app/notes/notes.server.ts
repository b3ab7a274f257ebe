import { randomUUID } from "node:crypto";

import { sql } from "kysely";

import { append, takeBack } from "../customers/timeline.server.ts";
import type { Tale } from "../customers/timeline.ts";
import type { Db, Tx } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import type { NoteInput } from "./note.ts";
import { whoIsMeant } from "./whose.server.ts";

/** What a note says, for the timeline's line of it. */
export type Note = { text: string; revision: number; changedAt: Date | null; changedBy: string | null };
/** `now`: what it says, where that is not what was seen; null: it is gone. */
export type Changed = { ok: true } | { ok: false; now: Note | null };

const keyOf = (noteId: string) => `note:${noteId}`;

/**
 * Writes a note of a customer; the same again writes nothing. Who got no answer and sends it again with another text has changed it; where somebody else has, theirs stays and it is a
 * note of its own. Inside a change of the shop, as all of these.
 * @returns false where there is nobody to write of
 */
export async function writeNote(
  tx: Tx,
  shopId: number,
  customerId: bigint,
  { noteId, text }: NoteInput,
  actor: string,
  now: Date,
): Promise<boolean> {
  const meant = await whoIsMeant(tx, shopId, customerId);
  if (meant === null) return false;
  const known = await findNote(tx, shopId, meant, noteId);
  if (known?.text === text) return true;
  if (known !== null && (known.changedBy ?? known.writtenBy) === actor) {
    await changeNote(tx, shopId, meant, { noteId, text, seen: known.revision }, actor, now);
    return true;
  }
  const newId = (await isTaken(tx, shopId, noteId)) ? randomUUID() : noteId;
  await sql`
    insert into customer_notes (shop_id, note_id, customer_id, text, written_at, written_by)
    values (${shopId}, ${newId}, ${meant}, ${text}, ${now}, ${actor})
  `.execute(tx);
  const event = { kind: "note.written" as const, customerId: meant, key: keyOf(newId), occurredAt: now };
  await append(tx, shopId, [{ ...event, data: { noteId: newId, author: actor } }], now);
  return true;
}

/** Changes what a note says, over the revision that was seen. */
export async function changeNote(
  tx: Tx,
  shopId: number,
  customerId: bigint,
  { noteId, text, seen }: NoteInput & { seen: number },
  actor: string,
  now: Date,
): Promise<Changed> {
  const meant = await whoIsMeant(tx, shopId, customerId);
  const { numAffectedRows } = await sql`
    update customer_notes set text = ${text}, revision = revision + 1, changed_at = ${now}, changed_by = ${actor}
    where shop_id = ${shopId} and customer_id = ${meant} and note_id = ${noteId} and revision = ${seen}
  `.execute(tx);
  return numAffectedRows === 1n ? { ok: true } : { ok: false, now: await findNote(tx, shopId, meant, noteId) };
}

/** Deletes a note as it was seen, with its place on the timeline. One that is gone is deleted. */
export async function deleteNote(
  tx: Tx,
  shopId: number,
  customerId: bigint,
  { noteId, seen }: { noteId: string; seen: number },
): Promise<Changed> {
  const meant = await whoIsMeant(tx, shopId, customerId);
  const { numAffectedRows } = await sql`
    delete from customer_notes where shop_id = ${shopId} and customer_id = ${meant} and note_id = ${noteId} and revision = ${seen}
  `.execute(tx);
  if (numAffectedRows === 1n) await takeBack(tx, shopId, [keyOf(noteId)]);
  const left = numAffectedRows === 1n ? null : await findNote(tx, shopId, meant, noteId);
  return left === null ? { ok: true } : { ok: false, now: left };
}

type Found = Note & { writtenBy: string };

async function findNote(tx: Tx, shopId: number, customerId: bigint | null, noteId: string): Promise<Found | null> {
  const { rows } = await sql<Found>`
    select text, revision, changed_at as "changedAt", changed_by as "changedBy", written_by as "writtenBy" from customer_notes
    where shop_id = ${shopId} and customer_id = ${customerId} and note_id = ${noteId}
  `.execute(tx);
  return rows[0] ?? null;
}

async function isTaken(tx: Tx, shopId: number, noteId: string): Promise<boolean> {
  const { rows } = await sql`select from customer_notes where shop_id = ${shopId} and note_id = ${noteId}`.execute(tx);
  return rows.length > 0;
}

/** Puts beside events of a timeline what the notes that they tell of say; null beside all others. */
export async function withNotes<Event extends Tale>(
  db: Db,
  shopId: number,
  events: readonly Event[],
): Promise<(Event & { note: (Note & { noteId: string }) | null })[]> {
  const named = (event: Tale) => (event.kind === "note.written" ? event.data.noteId : null);
  const notes = await readNotes(
    db,
    shopId,
    events.map(named).filter((noteId) => noteId !== null),
  );
  return events.map((event) => ({ ...event, note: notes.get(named(event) ?? "") ?? null }));
}

async function readNotes(db: Db, shopId: number, noteIds: readonly string[]): Promise<Map<string, Note & { noteId: string }>> {
  if (noteIds.length === 0) return new Map();
  const { rows } = await sql<Note & { noteId: string }>`
    select note_id as "noteId", text, revision, changed_at as "changedAt", changed_by as "changedBy" from customer_notes
    where shop_id = ${shopId} and note_id = any(${[...noteIds]}::text[])
  `.execute(db);
  return new Map(rows.map((note) => [note.noteId, note]));
}

export async function mergeNotes(tx: Db, shopId: number, { goneId, keptId }: { goneId: bigint; keptId: bigint }): Promise<void> {
  await sql`update customer_notes set customer_id = ${keptId} where shop_id = ${shopId} and customer_id = ${goneId}`.execute(tx);
}

/** The timeline forgets its own part. */
export async function forgetNotes(tx: Db, shopId: number, customerIds: readonly bigint[]): Promise<void> {
  await sql`delete from customer_notes where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(tx);
}
