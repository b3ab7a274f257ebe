import { Listbox, Text } from "@shopify/polaris";
import { useState } from "react";

import { attributes, subjects, type Attribute, type Subject } from "../../../segments/attributes/registry.ts";
import { useT } from "../../locale.tsx";
import { Combobox } from "../../page/combobox.tsx";
import { subjectNames } from "./words.ts";

type Props = { id: string; chosen: Attribute; onChange: (attribute: Attribute) => void };

/** What is asked for, by subject; typing searches the merchant's words and the language's names. */
export function AttributePicker({ id, chosen, onChange }: Props) {
  const t = useT();
  const [search, setSearch] = useState<string | null>(null);
  const wanted = (search ?? "").trim().toLowerCase();
  const entry = attributes[chosen];
  const found = (Object.keys(subjects) as Subject[]).flatMap((subject) => {
    const names = (Object.keys(subjects[subject]) as Attribute[]).filter(
      (name) => name.includes(wanted) || t(attributes[name].label).toLowerCase().includes(wanted),
    );
    return names.length === 0 ? [] : [{ subject, names }];
  });
  return (
    <Combobox
      activator={
        <Combobox.TextField
          id={id}
          label={t("segmentBuilder.attribute")}
          labelHidden
          placeholder={t("segmentBuilder.searchAttribute")}
          autoComplete="off"
          value={search ?? t(entry.label)}
          onChange={setSearch}
          onFocus={() => setSearch("")}
          onBlur={() => setSearch(null)}
        />
      }
    >
      {found.length === 0 ? (
        <div className="segment-none">
          <Text as="p" tone="subdued">
            {t("segmentBuilder.noAttribute")}
          </Text>
        </div>
      ) : (
        <Listbox
          accessibilityLabel={t("segmentBuilder.attribute")}
          onSelect={(name) => {
            setSearch(null);
            onChange(name as Attribute);
          }}
        >
          {found.map(({ subject, names }) => (
            <Listbox.Section key={subject} title={<Listbox.Header>{t(subjectNames[subject])}</Listbox.Header>} divider={false}>
              {names.map((name) => (
                <Listbox.Option key={name} value={name} selected={name === chosen}>
                  {t(attributes[name].label)}
                </Listbox.Option>
              ))}
            </Listbox.Section>
          ))}
        </Listbox>
      )}
    </Combobox>
  );
}
