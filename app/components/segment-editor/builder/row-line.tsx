import { Badge, BlockStack, Button, InlineError, InlineStack, Popover, ActionList, Select, Text } from "@shopify/polaris";
import { DeleteIcon, DuplicateIcon, PlusIcon } from "@shopify/polaris-icons";
import { useState } from "react";

import type { Edit } from "../../../segments/builder/edit.ts";
import { entryOf, parametersOf, type ParameterRow, type Row } from "../../../segments/builder/model.ts";
import type { LineProblem } from "../../../segments/builder/to-query.ts";
import type { AnyAttribute, Parameter } from "../../../segments/attributes/attribute.ts";
import type { Operator } from "../../../segments/language/operators.ts";
import { useT } from "../../locale.tsx";
import { AttributePicker } from "./attribute-picker.tsx";
import { ValueField } from "./value-field.tsx";
import { operatorWord, problemWord } from "./words.ts";

type Props = { row: Row; problems: readonly LineProblem[]; edit: (edit: Edit) => void };

/** Where the keyboard goes to a line. */
export const rowFieldId = (id: string) => `segment-${id}`;

/** One condition: what is asked for, how it is compared, with what; for a function, each of its details below. */
export function RowLine({ row, problems, edit }: Props) {
  const t = useT();
  const entry = entryOf(row.attribute);
  const name = t(entry.label);
  const own = problems.filter(({ parameter }) => parameter === null);
  return (
    <div className="segment-row" role="group" aria-label={name}>
      <div className="segment-line">
        <div className="segment-attribute">
          <AttributePicker
            id={rowFieldId(row.id)}
            chosen={row.attribute}
            onChange={(attribute) => edit({ do: "attribute", id: row.id, attribute })}
          />
        </div>
        <OperatorField name={name} entry={entry} asked={row} edit={edit} />
        {entry.kind !== "rows" && (
          <ValueField
            name={name}
            entry={entry}
            asked={row}
            error={own.length > 0}
            onChange={(values) => edit({ do: "values", id: row.id, values })}
          />
        )}
        <InlineStack gap="100" wrap={false} blockAlign="center">
          {entry.ours === true && <Badge>{t("segmentBuilder.ours")}</Badge>}
          <Button
            variant="tertiary"
            icon={DuplicateIcon}
            accessibilityLabel={t("segmentBuilder.duplicateRow", { name })}
            onClick={() => edit({ do: "duplicate", id: row.id })}
          />
          <Button
            variant="tertiary"
            icon={DeleteIcon}
            accessibilityLabel={t("segmentBuilder.removeRow", { name })}
            onClick={() => edit({ do: "remove", id: row.id })}
          />
        </InlineStack>
      </div>
      {entry.kind === "rows" && <Details row={row} problems={problems} edit={edit} />}
      {own.map(({ problem }, index) => (
        <InlineError key={index} message={problemWord(problem, t)} fieldID={rowFieldId(row.id)} />
      ))}
    </div>
  );
}

function Details({ row, problems, edit }: Props) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const parameters = parametersOf(row.attribute);
  const left = Object.entries(parameters).filter(([name]) => !row.parameters.some(({ parameter }) => parameter === name));
  return (
    <div className="segment-details">
      <BlockStack gap="200">
        {row.parameters.map((one) => {
          const entry = parameters[one.parameter];
          const faults = problems.filter(({ parameter }) => parameter === one.id);
          return entry === undefined ? null : <Detail key={one.id} one={one} entry={entry} faults={faults} edit={edit} />;
        })}
        {left.length > 0 && (
          <Popover
            active={open}
            onClose={() => setOpen(false)}
            activator={
              <Button variant="plain" icon={PlusIcon} disclosure onClick={() => setOpen(!open)}>
                {t("segmentBuilder.addParameter")}
              </Button>
            }
          >
            <ActionList
              actionRole="menuitem"
              items={left.map(([parameter, entry]) => ({
                content: t(entry.label),
                onAction: () => {
                  setOpen(false);
                  edit({ do: "add-parameter", id: row.id, parameter });
                },
              }))}
            />
          </Popover>
        )}
      </BlockStack>
    </div>
  );
}

type DetailProps = { one: ParameterRow; entry: Parameter; faults: readonly LineProblem[]; edit: (edit: Edit) => void };

function Detail({ one, entry, faults, edit }: DetailProps) {
  const t = useT();
  const name = t(entry.label);
  return (
    <div role="group" aria-label={name}>
      <div className="segment-line">
        <Text as="span">{name}</Text>
        <OperatorField name={name} entry={entry} asked={one} edit={edit} />
        <ValueField
          name={name}
          entry={entry}
          asked={one}
          error={faults.length > 0}
          onChange={(values) => edit({ do: "values", id: one.id, values })}
        />
        <InlineStack gap="100" wrap={false} blockAlign="center">
          {entry.ours === true && <Badge>{t("segmentBuilder.ours")}</Badge>}
          <Button
            variant="tertiary"
            icon={DeleteIcon}
            accessibilityLabel={t("segmentBuilder.removeParameter", { name })}
            onClick={() => edit({ do: "remove", id: one.id })}
          />
        </InlineStack>
      </div>
      {faults.map(({ problem }, index) => (
        <InlineError key={index} message={problemWord(problem, t)} fieldID={one.id} />
      ))}
    </div>
  );
}

type OperatorProps = { name: string; entry: AnyAttribute | Parameter; asked: Row | ParameterRow; edit: (edit: Edit) => void };

function OperatorField({ name, entry, asked, edit }: OperatorProps) {
  const t = useT();
  return (
    <Select
      label={t("segmentBuilder.operator", { name })}
      labelHidden
      options={entry.operators.map((operator) => ({ value: operator, label: t(operatorWord(entry, operator)) }))}
      value={asked.operator}
      onChange={(operator) => edit({ do: "operator", id: asked.id, operator: operator as Operator })}
    />
  );
}
