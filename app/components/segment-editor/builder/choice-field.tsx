import { BlockStack, InlineStack, Listbox, Tag, Text } from "@shopify/polaris";
import { useEffect, useState } from "react";

import type { ValueSource } from "../../../segments/attributes/attribute.ts";
import { useT } from "../../locale.tsx";
import { Combobox } from "../../page/combobox.tsx";
import type { Suggestion } from "../everybodys-values.ts";
import { useSuggester } from "../use-suggester.ts";

type Props = {
  label: string;
  values: readonly string[];
  /** Several, or the only one. */
  many: boolean;
  /** Where values come from; or all that there are. Null: only what is typed. */
  from: ValueSource | readonly Suggestion[] | null;
  /** Whether what is typed may be a value of its own. */
  free: boolean;
  error: boolean;
  onChange: (values: readonly string[]) => void;
};

const PAUSE_MS = 200;

/** A value, or a list of them, that is searched by what it is called; what is not found can be typed. */
export function ChoiceField({ label, values, many, from, free, error, onChange }: Props) {
  const t = useT();
  const [typed, setTyped] = useState<string | null>(null);
  const offered = useOffered(from, typed);
  const nameOf = useNames(from, values);
  const own = values[0] ?? "";
  const search = (typed ?? "").trim();
  const isNew = free && search !== "" && !offered.some(({ value }) => value === search) && (many || search !== own);
  const choose = (value: string) => {
    setTyped(null);
    onChange(many ? [...values, value] : [value]);
  };
  return (
    <BlockStack gap="200">
      <Combobox
        activator={
          <Combobox.TextField
            label={label}
            labelHidden
            autoComplete="off"
            value={typed ?? (many || own === "" ? "" : nameOf(own))}
            error={error}
            onChange={(text) => {
              setTyped(text);
              if (!many && free) onChange([text]);
            }}
            onFocus={() => setTyped(many || !free ? "" : own)}
            onBlur={() => setTyped(null)}
          />
        }
      >
        {offered.length === 0 && !isNew ? (
          from !== null && search !== "" ? (
            <div className="segment-none">
              <Text as="p" tone="subdued">
                {t("segmentBuilder.noValues")}
              </Text>
            </div>
          ) : null
        ) : (
          <Listbox accessibilityLabel={label} onSelect={choose}>
            {[
              ...offered.map(({ value, label: name }) => (
                <Listbox.Option key={value} value={value} selected={values.includes(value)}>
                  {name === value || name.startsWith(value) ? name : `${name} (${value})`}
                </Listbox.Option>
              )),
              ...(isNew
                ? [
                    <Listbox.Option key={`new:${search}`} value={search}>
                      {t("segmentBuilder.addValue", { value: search })}
                    </Listbox.Option>,
                  ]
                : []),
            ]}
          </Listbox>
        )}
      </Combobox>
      {many && values.length > 0 && (
        <InlineStack gap="100" wrap>
          {values.map((value) => (
            <Tag key={value} onRemove={() => onChange(values.filter((other) => other !== value))}>
              {nameOf(value)}
            </Tag>
          ))}
        </InlineStack>
      )}
    </BlockStack>
  );
}

function useOffered(from: Props["from"], typed: string | null): readonly Suggestion[] {
  const suggest = useSuggester();
  const [found, setFound] = useState<readonly Suggestion[]>([]);
  const source = typeof from === "string" ? from : null;
  useEffect(() => {
    if (source === null || typed === null) return;
    let over = false;
    const timer = setTimeout(() => {
      void suggest(source, { search: typed }).then((suggestions) => {
        if (!over) setFound(suggestions);
      });
    }, PAUSE_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [source, typed, suggest]);
  if (from === null || typeof from === "string") return from === null || typed === null ? [] : found;
  const search = (typed ?? "").trim().toLowerCase();
  return from.filter(({ label, value }) => `${label} ${value}`.toLowerCase().includes(search));
}

/** What values that stand there already are called. */
function useNames(from: Props["from"], values: readonly string[]): (value: string) => string {
  const suggest = useSuggester();
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const source = typeof from === "string" ? from : null;
  const unknown = source === null ? "" : values.filter((value) => value !== "" && !names.has(value)).join("\n");
  useEffect(() => {
    if (source === null || unknown === "") return;
    let over = false;
    const asked = unknown.split("\n");
    const timer = setTimeout(() => {
      void suggest(source, { values: asked }).then((known) => {
        if (over) return;
        const told = known.map(({ value, label }) => [value, label] as const);
        // What has no name is not asked for again.
        setNames((before) => new Map([...before, ...asked.map((value) => [value, value] as const), ...told]));
      });
    }, PAUSE_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [source, unknown, suggest]);
  if (from !== null && typeof from !== "string") return (value) => from.find((one) => one.value === value)?.label ?? value;
  return (value) => names.get(value) ?? value;
}
