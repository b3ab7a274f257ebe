import { InlineStack, Select, Tag, Text } from "@shopify/polaris";

import { useT } from "../../locale.tsx";
import type { Colleague } from "./case-filters.tsx";

type AssignedProps = {
  to: Colleague | null;
  me: string | null;
  colleagues: readonly Colleague[];
  /** @param id empty: nobody's */
  onAssign: (id: string) => void;
};

/** Who takes care of it. */
export function Assigned({ to, me, colleagues, onAssign }: AssignedProps) {
  const t = useT();
  // Who has left the team stays named.
  const others = to === null || to.id === me || colleagues.some(({ id }) => id === to.id) ? colleagues : [to, ...colleagues];
  return (
    <Select
      label={t("surveys.assignedTo")}
      options={[
        { value: "", label: t("surveys.filterNobody") },
        ...(me === null ? [] : [{ value: me, label: t("surveys.filterMe") }]),
        ...others.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      value={to?.id ?? ""}
      onChange={onAssign}
    />
  );
}

type LedToProps = {
  changes: readonly { changeId: number; title: string; told: boolean }[];
  marked: readonly number[];
  busy: boolean;
  onMark: (intent: "mark" | "unmark", changeId: string) => void;
};

/** What the shop has done since, because of answers like this one. Nothing where no change is written down. */
export function LedTo({ changes, marked, busy, onMark }: LedToProps) {
  const t = useT();
  if (changes.length === 0) return null;
  const left = changes.filter(({ changeId }) => !marked.includes(changeId));
  return (
    <InlineStack gap="200" blockAlign="end" wrap>
      {left.length > 0 && (
        <Select
          label={t("surveyChanges.ledTo")}
          options={[
            { value: "", label: t("surveyChanges.choose") },
            ...left.map(({ changeId, title }) => ({ value: String(changeId), label: title })),
          ]}
          value=""
          disabled={busy}
          onChange={(changeId) => changeId !== "" && onMark("mark", changeId)}
        />
      )}
      {changes
        .filter(({ changeId }) => marked.includes(changeId))
        .map(({ changeId, title, told }) =>
          told ? (
            <Text as="span" key={changeId}>
              {t("surveyChanges.isMarked", { title })}
            </Text>
          ) : (
            <Tag key={changeId} disabled={busy} onRemove={() => onMark("unmark", String(changeId))}>
              {t("surveyChanges.isMarked", { title })}
            </Tag>
          ),
        )}
    </InlineStack>
  );
}
