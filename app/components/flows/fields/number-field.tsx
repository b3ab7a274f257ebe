import { TextField } from "@shopify/polaris";
import { useState } from "react";

import type { Typed } from "../../../flows/editing/draft.ts";
import { decimalOf, wholeOf } from "../../../lib/typed-number.ts";

type Props = {
  label: string;
  value: Typed;
  onChange: (value: Typed) => void;
  error: string | undefined;
  helpText?: string;
  suffix?: string;
  /** Whether it may have a fraction. */
  fraction?: boolean;
};

const MOST_DIGITS = 9;

/** A number as it is typed: what is none stays as it is, with what is wrong beside it. */
export function NumberField({ value, onChange, fraction = false, ...rest }: Props) {
  // As long as it means the same, it stands as it was typed: "1,50" is not made "1.5" while somebody types.
  const [text, setText] = useState(String(value));
  const shown = read(text, fraction) === value ? text : String(value);
  return (
    <div className="narrow-field">
      <TextField
        {...rest}
        value={shown}
        onChange={(typed) => {
          setText(typed);
          onChange(read(typed, fraction));
        }}
        autoComplete="off"
        inputMode={fraction ? "decimal" : "numeric"}
        maxLength={20}
      />
    </div>
  );
}

function read(text: string, fraction: boolean): Typed {
  const digits = fraction ? decimalOf(text, true) : wholeOf(text);
  return digits === null || digits.length > MOST_DIGITS ? text : Number(digits);
}
