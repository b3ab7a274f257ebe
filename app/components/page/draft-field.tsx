import { TextField } from "@shopify/polaris";

type Text<Draft> = { [Name in keyof Draft]: Draft[Name] extends string ? Name : never }[keyof Draft] & string;

type Props<Draft> = {
  draft: Draft;
  onType: (change: Partial<Draft>) => void;
  name: Text<Draft>;
  label: string;
  help?: string;
  /** Of a field for longer texts. */
  lines?: number;
  /** What is wrong with it. */
  error?: string | undefined;
};

/** A text of a draft, by its name, which is the field's id too: what is wrong with the draft leads there. */
export function DraftField<Draft extends object>({ draft, onType, name, label, help, lines, error }: Props<Draft>) {
  return (
    <TextField
      id={name}
      label={label}
      value={draft[name] as string}
      onChange={(value) => onType({ [name]: value } as Partial<Draft>)}
      autoComplete="off"
      {...(help === undefined ? {} : { helpText: help })}
      {...(lines === undefined ? {} : { multiline: lines })}
      {...(error === undefined ? {} : { error })}
    />
  );
}
