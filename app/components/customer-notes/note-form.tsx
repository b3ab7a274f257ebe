import { Banner, BlockStack, TextField } from "@shopify/polaris";
import { useState } from "react";

import { NOTE_LIMIT, type NoteAnswer } from "../../notes/note.ts";
import type { Note } from "../../notes/notes.server.ts";
import { to } from "../../pages.ts";
import { useT } from "../locale.tsx";
import { useToast } from "../page/bridge/toast.ts";
import { FormButtons } from "../page/posting/form-buttons.tsx";
import { usePost } from "../page/posting/post.ts";
import { useTellOnce } from "../tell-once.ts";
import { useNoteIssue } from "./note-words.ts";

export type ShownNote = Note & { noteId: string; customerId: bigint };

/** Changes a note. What somebody else has made of it meanwhile is shown beside what was typed, which stays. */
export function NoteForm({
  note: { noteId, customerId, text: before, revision },
  onClose,
}: {
  note: ShownNote;
  onClose: () => void;
}) {
  const t = useT();
  const toast = useToast();
  const issueWords = useNoteIssue();
  const post = usePost<() => Promise<NoteAnswer>>({ action: to("customerNotes", { customerId }) });
  const [text, setText] = useState(before);
  // What was there when the form was opened, until a conflict has shown what is there now: the page's own news must not pass for seen.
  const [seen, setSeen] = useState(revision);
  const { answer } = post;
  useTellOnce(answer, (answer) => {
    if (answer.ok) {
      toast(t("notes.changed"));
      onClose();
    } else if (answer.issue === "changed") setSeen(answer.now.revision);
  });
  return (
    <form {...post.form} aria-label={t("notes.label")}>
      <input type="hidden" name="intent" value="change" />
      <input type="hidden" name="noteId" value={noteId} />
      <input type="hidden" name="seen" value={seen} />
      <BlockStack gap="200">
        {answer?.ok === false && answer.issue === "changed" && (
          <Banner tone="warning">
            <BlockStack gap="100">
              <p>{t("notes.conflict")}</p>
              <div className="note-text">{answer.now.text}</div>
              <p>{t("notes.conflictKeep")}</p>
            </BlockStack>
          </Banner>
        )}
        {answer?.ok === false && answer.issue === "gone" && (
          <Banner tone="warning">
            <p>{t("notes.conflictGone")}</p>
          </Banner>
        )}
        <TextField
          label={t("notes.label")}
          name="text"
          value={text}
          onChange={setText}
          autoComplete="off"
          autoFocus
          multiline={3}
          maxLength={NOTE_LIMIT}
          error={answer?.ok === false ? issueWords(answer.issue) : undefined}
        />
        <FormButtons send={t("notes.save")} busy={post.busy} onClose={onClose} />
      </BlockStack>
    </form>
  );
}
