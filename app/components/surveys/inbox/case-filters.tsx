import { InlineStack, Select, Text } from "@shopify/polaris";

import { useT } from "../../locale.tsx";
import { Edge } from "../../page/edge.tsx";

export type Colleague = { id: string; name: string };

type Wanted = { to: string | null; tag: string | null };
type Props = {
  /** "me", "nobody" or the id of a colleague; null: whoever. */
  assignee: string | null;
  tag: string | null;
  tags: readonly string[];
  colleagues: readonly Colleague[];
  /** How many nobody has read. */
  unread: number;
  onFilter: (wanted: Wanted) => void;
};

/** Which cases are shown: whose they are, and with which tag. */
export function CaseFilters({ assignee, tag, tags, colleagues, unread, onFilter }: Props) {
  const t = useT();
  const shown = tag === null || tags.includes(tag) ? tags : [tag, ...tags];
  return (
    <Edge>
      <InlineStack gap="300" blockAlign="end" wrap>
        <Select
          label={t("surveys.filterTo")}
          options={[
            { value: "", label: t("surveys.filterAll") },
            { value: "me", label: t("surveys.filterMe") },
            { value: "nobody", label: t("surveys.filterNobody") },
            ...colleagues.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={assignee ?? ""}
          onChange={(to) => onFilter({ to: to === "" ? null : to, tag })}
        />
        {shown.length > 0 && (
          <Select
            label={t("surveys.filterTag")}
            options={[{ value: "", label: t("surveys.filterAllTags") }, ...shown.map((one) => ({ value: one, label: one }))]}
            value={tag ?? ""}
            onChange={(one) => onFilter({ to: assignee, tag: one === "" ? null : one })}
          />
        )}
        {unread > 0 && (
          <Text as="span" tone="subdued">
            {t("surveys.unreadCount", { count: unread })}
          </Text>
        )}
      </InlineStack>
    </Edge>
  );
}
