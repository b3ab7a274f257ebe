import { BlockStack, TextField } from "@shopify/polaris";
import { useState } from "react";

import { NOTE_LIMIT, type NoteAnswer } from "../../notes/note.ts";
import { to } from "../../pages.ts";
import { useT } from "../locale.tsx";
import { useToast } from "../page/bridge/toast.ts";
import { FormButtons } from "../page/posting/form-buttons.tsx";
import { usePost } from "../page/posting/post.ts";
import { useTellOnce } from "../tell-once.ts";
import { useNoteIssue } from "./note-words.ts";

/** Where a note is written. @param noteId the next note's, new with each that is saved */
export function NoteComposer({ customerId, noteId }: { customerId: bigint; noteId: string }) {
  const t = useT();
  const toast = useToast();
  const issueWords = useNoteIssue();
  const post = usePost<() => Promise<NoteAnswer>>({ action: to("customerNotes", { customerId }) });
  const [text, setText] = useState("");
  // The page reads its data anew while somebody types: what is typed stays one note until it is saved.
  const [id, setId] = useState(noteId);
  useTellOnce(post.answer, (answer) => {
    if (!answer.ok) return;
    toast(t("notes.written"));
    setText("");
  });
  if (text === "" && id !== noteId && !post.busy) setId(noteId);
  return (
    <form {...post.form} aria-label={t("notes.write")}>
      <input type="hidden" name="intent" value="write" />
      <input type="hidden" name="noteId" value={id} />
      <BlockStack gap="200">
        <TextField
          label={t("notes.write")}
          placeholder={t("notes.placeholder")}
          name="text"
          value={text}
          onChange={setText}
          autoComplete="off"
          multiline={2}
          maxLength={NOTE_LIMIT}
          error={post.answer?.ok === false ? issueWords(post.answer.issue) : undefined}
        />
        {text !== "" && <FormButtons send={t("notes.save")} busy={post.busy} onClose={() => setText("")} />}
      </BlockStack>
    </form>
  );
}
