import { BlockStack, Button, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";

import type { NoteAnswer } from "../../notes/note.ts";
import { to } from "../../pages.ts";
import { useFormat, useT } from "../locale.tsx";
import { Confirm } from "../page/bridge/confirm.tsx";
import { useToast } from "../page/bridge/toast.ts";
import { usePost } from "../page/posting/post.ts";
import { useMember } from "../words/staff.tsx";
import { useTellOnce } from "../tell-once.ts";
import { NoteForm, type ShownNote } from "./note-form.tsx";

type Props = {
  note: ShownNote;
  /** When it was written, by which its buttons are told apart. */
  at: Date;
  /** Whether it can still be changed. */
  open: boolean;
};

/** What a note says, to be read, changed or deleted. */
export function NoteText({ note, at, open }: Props) {
  const t = useT();
  const format = useFormat();
  const toast = useToast();
  const [editing, edit] = useState(false);
  const [asking, ask] = useState(false);
  const { noteId, customerId, revision } = note;
  const post = usePost<() => Promise<NoteAnswer>>({ action: to("customerNotes", { customerId }) });
  useTellOnce(post.answer, (answer) => toast(answer.ok ? t("notes.deleted") : t("notes.conflict"), { isError: !answer.ok }));
  const member = useMember();
  if (editing) return <NoteForm note={note} onClose={() => edit(false)} />;
  const user = member(note.changedBy) ?? "–";
  const date = format.dateTime(at);
  return (
    <BlockStack gap="100">
      <div className="note-text">{note.text}</div>
      {note.changedAt !== null && (
        <Text as="p" variant="bodySm" tone="subdued">
          {t("notes.changedBy", { date: format.dateTime(note.changedAt), user })}
        </Text>
      )}
      {open && (
        <InlineStack gap="300">
          <Button variant="plain" accessibilityLabel={t("notes.editNamed", { date })} onClick={() => edit(true)}>
            {t("notes.edit")}
          </Button>
          <Button
            variant="plain"
            tone="critical"
            loading={post.busy}
            accessibilityLabel={t("notes.removeNamed", { date })}
            onClick={() => ask(true)}
          >
            {t("notes.remove")}
          </Button>
        </InlineStack>
      )}
      <Confirm
        open={asking}
        title={t("notes.removeTitle")}
        action={t("notes.remove")}
        destructive
        onConfirm={() => post.submit({ intent: "delete", noteId, seen: String(revision) })}
        onClose={() => ask(false)}
      >
        <p>{t("notes.removeText")}</p>
      </Confirm>
    </BlockStack>
  );
}
