import { BlockStack, Box, Button, Checkbox, InlineStack, Select, Text } from "@shopify/polaris";
import { DeleteIcon, DuplicateIcon, PlusIcon } from "@shopify/polaris-icons";
import { useEffect, useRef } from "react";

import type { Edit } from "../../../segments/builder/edit.ts";
import type { Group } from "../../../segments/builder/model.ts";
import type { LineProblem } from "../../../segments/builder/to-query.ts";
import { limits } from "../../../segments/language/reading/reader.ts";
import { useT } from "../../locale.tsx";
import { RowLine, rowFieldId } from "./row-line.tsx";

type Props = {
  group: Group;
  lines: ReadonlyMap<string, LineProblem[]>;
  edit: (edit: Edit) => void;
  /** How deep it lies; 0: the outermost. */
  depth?: number;
};

/** Conditions that all must be met, or one of them, with groups in them. */
export function GroupBox({ group, lines, edit, depth = 0 }: Props) {
  const t = useT();
  const add = useRef<HTMLDivElement>(null);
  useFocusOnNew(group, add);
  const inner = (
    <BlockStack gap="300">
      <InlineStack gap="300" blockAlign="center" wrap>
        {(group.items.length > 1 || depth > 0) && (
          <Select
            label={t("segmentBuilder.join")}
            labelInline
            options={[
              { value: "and", label: t("segmentBuilder.all") },
              { value: "or", label: t("segmentBuilder.any") },
            ]}
            value={group.join}
            onChange={(join) => edit({ do: "join", group: group.id, join: join === "or" ? "or" : "and" })}
          />
        )}
        {depth > 0 && (
          <>
            <Checkbox
              label={t("segmentBuilder.not")}
              checked={group.not}
              onChange={(not) => edit({ do: "not", group: group.id, not })}
            />
            <InlineStack gap="100">
              <Button
                variant="tertiary"
                icon={DuplicateIcon}
                accessibilityLabel={t("segmentBuilder.duplicateGroup")}
                onClick={() => edit({ do: "duplicate", id: group.id })}
              />
              <Button
                variant="tertiary"
                icon={DeleteIcon}
                accessibilityLabel={t("segmentBuilder.removeGroup")}
                onClick={() => edit({ do: "remove", id: group.id })}
              />
            </InlineStack>
          </>
        )}
      </InlineStack>
      {group.items.map((item) =>
        item.kind === "row" ? (
          <RowLine key={item.id} row={item} problems={lines.get(item.id) ?? []} edit={edit} />
        ) : (
          <GroupBox key={item.id} group={item} lines={lines} edit={edit} depth={depth + 1} />
        ),
      )}
      {depth === 0 && group.items.length === 0 && (
        <Text as="p" tone="subdued">
          {t("segmentBuilder.emptyText")}
        </Text>
      )}
      <div ref={add}>
        <InlineStack gap="200" wrap>
          <Button icon={PlusIcon} onClick={() => edit({ do: "add-row", group: group.id, attribute: "number_of_orders" })}>
            {t("segmentBuilder.addRow")}
          </Button>
          {depth < limits.depth - 1 && (
            <Button
              icon={PlusIcon}
              variant="tertiary"
              onClick={() => edit({ do: "add-group", group: group.id, attribute: "number_of_orders" })}
            >
              {t("segmentBuilder.addGroup")}
            </Button>
          )}
        </InlineStack>
      </div>
    </BlockStack>
  );
  if (depth === 0) return inner;
  return (
    <div role="group" aria-label={t("segmentBuilder.group")}>
      <Box padding="300" borderWidth="025" borderColor="border" borderRadius="200" background="bg-surface-secondary">
        {inner}
      </Box>
    </div>
  );
}

/** The keyboard goes to a line that was added, and to the button that adds one when a line is gone. */
function useFocusOnNew(group: Group, add: React.RefObject<HTMLDivElement>): void {
  const known = useRef(group.items.map(({ id }) => id));
  useEffect(() => {
    const before = known.current;
    known.current = group.items.map(({ id }) => id);
    const fresh = group.items.find(({ id, kind }) => kind === "row" && !before.includes(id));
    if (fresh !== undefined) document.getElementById(rowFieldId(fresh.id))?.focus();
    else if (group.items.length < before.length) add.current?.querySelector("button")?.focus();
  }, [group.items, add]);
}
