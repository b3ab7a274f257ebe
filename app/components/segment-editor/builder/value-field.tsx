import { InlineStack, Select, Text, TextField } from "@shopify/polaris";

import type { Asked, ValuedEntry } from "../../../segments/builder/model.ts";
import { arityOf } from "../../../segments/builder/model.ts";
import { useShop, useT } from "../../locale.tsx";
import { ChoiceField } from "./choice-field.tsx";
import { DayField } from "./day-field.tsx";
import { valueWord } from "./words.ts";

type Props = { name: string; entry: ValuedEntry; asked: Asked; error: boolean; onChange: (values: readonly string[]) => void };

/** The fields that an operator wants, for what it compares. */
export function ValueField({ name, entry, asked, error, onChange }: Props) {
  const t = useT();
  const { values, operator } = asked;
  const arity = arityOf(operator);
  if (arity === 0) return null;
  if (arity === "list") return <Choice {...{ name, entry, values, error, onChange }} many />;
  const put = (index: number) => (value: string) => onChange(values.map((old, at) => (at === index ? value : old)));
  if (arity === 1)
    return <One name={t("segmentBuilder.value", { name })} {...{ entry, error }} value={values[0] ?? ""} onChange={put(0)} />;
  return (
    <InlineStack gap="200" blockAlign="center" wrap>
      <One name={t("segmentBuilder.low", { name })} {...{ entry, error }} value={values[0] ?? ""} onChange={put(0)} />
      <Text as="span">{t("segmentBuilder.and")}</Text>
      <One name={t("segmentBuilder.high", { name })} {...{ entry, error }} value={values[1] ?? ""} onChange={put(1)} />
    </InlineStack>
  );
}

type OneProps = { name: string; entry: ValuedEntry; value: string; error: boolean; onChange: (value: string) => void };

function One({ name, entry, value, error, onChange }: OneProps) {
  const t = useT();
  const { currency } = useShop();
  switch (entry.kind) {
    case "date":
    case "anniversary":
      return <DayField name={name} value={value} times={entry.kind === "date"} error={error} onChange={onChange} />;
    case "enum":
      return (
        <Select
          label={name}
          labelHidden
          options={entry.values.map((one) => ({ value: one, label: valueWord(one, entry, t) }))}
          value={value}
          onChange={onChange}
        />
      );
    case "flag":
      return (
        <Select
          label={name}
          labelHidden
          options={[
            { value: "true", label: t("segmentBuilder.yes") },
            { value: "false", label: t("segmentBuilder.no") },
          ]}
          value={value}
          onChange={onChange}
        />
      );
    case "number":
      return (
        <div className="segment-number">
          <TextField
            label={name}
            labelHidden
            inputMode="decimal"
            autoComplete="off"
            value={value}
            error={error}
            suffix={entry.unit === "money" ? currency : undefined}
            onChange={onChange}
          />
        </div>
      );
    case "id":
    case "text":
    case "list":
    case "segment":
      return (
        <Choice
          {...{ name, entry, error }}
          values={value === "" ? [] : [value]}
          onChange={(chosen) => onChange(chosen[0] ?? "")}
          many={false}
        />
      );
  }
}

type ChoiceProps = Omit<Props, "asked"> & { values: readonly string[]; many: boolean };

function Choice({ name, entry, values, many, error, onChange }: ChoiceProps) {
  const t = useT();
  const own = entry.kind === "enum" ? entry.values.map((value) => ({ value, label: valueWord(value, entry, t) })) : null;
  return (
    <ChoiceField
      label={many ? t("segmentBuilder.value", { name }) : name}
      values={values}
      many={many}
      from={own ?? entry.suggests ?? null}
      free={entry.kind !== "enum"}
      error={error}
      onChange={onChange}
    />
  );
}
