import { BlockStack, InlineStack, Tag, TextField } from "@shopify/polaris";
import { useState } from "react";

import { useT } from "../locale.tsx";

type Props = {
  label: string;
  help: string;
  tags: readonly string[];
  onChange: (tags: string[]) => void;
  error: string | undefined;
};

/** Tags, one or several at a time, separated by commas as in Shopify. */
export function TagField({ label, help, tags, onChange, error }: Props) {
  const t = useT();
  const [typed, setTyped] = useState("");
  const add = () => {
    const fresh = typed.split(",").map((tag) => tag.trim());
    const known = new Set(tags.map((tag) => tag.toLowerCase()));
    const added = fresh.filter((tag) => tag !== "" && !known.has(tag.toLowerCase()));
    if (added.length > 0) onChange([...tags, ...new Set(added)]);
    setTyped("");
  };
  return (
    <BlockStack gap="200">
      <div
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          add();
        }}
      >
        <TextField
          label={label}
          helpText={help}
          value={typed}
          onChange={setTyped}
          onBlur={add}
          placeholder={t("programEdit.tagsPlaceholder")}
          error={error}
          autoComplete="off"
          maxLength={1_000}
        />
      </div>
      {tags.length > 0 && (
        <InlineStack gap="200">
          {tags.map((tag) => (
            <Tag key={tag} onRemove={() => onChange(tags.filter((other) => other !== tag))}>
              {tag}
            </Tag>
          ))}
        </InlineStack>
      )}
    </BlockStack>
  );
}
