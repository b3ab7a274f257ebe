import { BlockStack, Button, InlineStack, Tag, Text, TextField } from "@shopify/polaris";
import { useState } from "react";

import { useT } from "../locale.tsx";
import { usePicker } from "../page/bridge/picker.ts";

type Props = {
  type: "product" | "collection";
  label: string;
  pick: string;
  ids: readonly string[];
  /** Titles by id, for as many as are known. */
  titles: Readonly<Record<string, string>>;
  /** Told with the titles of all that has been chosen, as far as they are known. */
  onChange: (ids: string[], titles: Readonly<Record<string, string>>) => void;
  error: string | undefined;
};

/** Products or collections, chosen in Shopify's own picker; where there is none, their ids as text. */
export function ResourceField({ type, label, pick, ids, titles, onChange, error }: Props) {
  const t = useT();
  const openPicker = usePicker();
  const [picked, setPicked] = useState<Record<string, string>>({});
  const [typed, setTyped] = useState<string | null>(null);
  const choose = async () => {
    try {
      const gidType = type === "product" ? "Product" : "Collection";
      const selected = await openPicker({
        ...{ type, multiple: true, action: "select", filter: { variants: false } },
        selectionIds: ids.map((id) => ({ id: `gid://shopify/${gidType}/${id}` })),
      });
      if (selected === undefined) return;
      const found = selected.map(({ id, title }) => ({ id: id.slice(id.lastIndexOf("/") + 1), title }));
      const named = { ...picked, ...Object.fromEntries(found.map(({ id, title }) => [id, title])) };
      setPicked(named);
      onChange(
        found.map(({ id }) => id),
        { ...titles, ...named },
      );
    } catch {
      setTyped(ids.join(", "));
    }
  };
  const take = (text: string) => {
    setTyped(text);
    const typedIds = [...new Set(text.split(/[\s,;]+/).map((id) => id.slice(id.lastIndexOf("/") + 1)))].filter((id) => id !== "");
    onChange(typedIds, { ...titles, ...picked });
  };
  return (
    <BlockStack gap="200">
      {typed === null ? (
        <>
          <Text as="p">{label}</Text>
          {ids.length > 0 && (
            <InlineStack gap="200">
              {ids.map((id) => (
                <Tag
                  key={id}
                  onRemove={() =>
                    onChange(
                      ids.filter((other) => other !== id),
                      { ...titles, ...picked },
                    )
                  }
                >
                  {picked[id] ?? titles[id] ?? id}
                </Tag>
              ))}
            </InlineStack>
          )}
          <InlineStack gap="300" blockAlign="center">
            <Button onClick={() => void choose()}>{pick}</Button>
            <Button
              variant="plain"
              onClick={() => setTyped(ids.join(", "))}
              accessibilityLabel={`${label}: ${t("programEdit.typeIds")}`}
            >
              {t("programEdit.typeIds")}
            </Button>
          </InlineStack>
          {error !== undefined && (
            <Text as="p" tone="critical">
              {error}
            </Text>
          )}
        </>
      ) : (
        <TextField
          label={label}
          helpText={t("programEdit.typeIdsHelp")}
          value={typed}
          onChange={take}
          error={error}
          autoComplete="off"
          maxLength={4_000}
        />
      )}
    </BlockStack>
  );
}
