import { data, type ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";

import { changeNoteOf } from "../actions/merchant/change-note.server.ts";
import { deleteNoteOf } from "../actions/merchant/delete-note.server.ts";
import { writeNoteOf } from "../actions/merchant/write-note.server.ts";
import { customerIdIn } from "../customers/views/customer-id.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { noteIdIn, parseNote, seenRevision, type NoteAnswer } from "../notes/note.ts";
import type { Changed } from "../notes/notes.server.ts";

const intentSchema = z.enum(["write", "change", "delete"]);

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

/** What a merchant writes of a customer. */
export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const customerId = customerIdIn(params);
  const form = await readFields(request);
  const intent = intentSchema.safeParse(form.get("intent")).data;
  if (intent === undefined) throw new Response("Unknown intent", { status: 422 });
  const noteId = noteIdIn(form);
  if (intent === "delete") return answer("deleted", await deleteNoteOf(shop, { customerId, noteId, seen: seenRevision(form) }));
  const parsed = parseNote(form);
  if (!parsed.ok) return data({ ok: false, issue: parsed.issue } satisfies NoteAnswer, { status: 422 });
  const note = { customerId, noteId, text: parsed.text, actor };
  if (intent === "change") return answer("changed", await changeNoteOf(shop, { ...note, seen: seenRevision(form) }));
  if (!(await writeNoteOf(shop, note))) throw new Response("customer", { status: 404 });
  return { ok: true, did: "written" } satisfies NoteAnswer;
}

/** Of what is gone the page is not read anew: it would take the form away, with what was typed. */
function answer(did: "changed" | "deleted", outcome: Changed) {
  if (outcome.ok) return { ok: true, did } satisfies NoteAnswer;
  if (outcome.now === null) return data({ ok: false, issue: "gone" } satisfies NoteAnswer, { status: 422 });
  const { text, revision } = outcome.now;
  return data({ ok: false, issue: "changed", now: { text, revision } } satisfies NoteAnswer, { status: 409 });
}
