import { useState } from "react";

import { stringifyJson } from "../../../lib/json.ts";

export type Typed<Form> = {
  typed: Form;
  type: (change: Partial<Form>) => void;
  /** Whether something is typed that is not saved. */
  changed: boolean;
  /** To be called when what is typed is sent. */
  sending: () => void;
  discard: () => void;
};

/**
 * What is typed over what is saved. What has been saved may be written otherwise than it was typed ("5,00" for "5"): the form then shows it as it
 * is saved. Whoever typed on meanwhile keeps that.
 */
export function useTyped<Form extends object>(saved: Form): Typed<Form> {
  const written = stringifyJson(saved);
  const [typed, setTyped] = useState(saved);
  const [seen, setSeen] = useState(written);
  const [sent, setSent] = useState<string | null>(null);
  const current = stringifyJson(typed);
  if (seen !== written) {
    setSeen(written);
    if (current === seen || current === sent) setTyped(saved);
  }
  return {
    typed,
    type: (change) => setTyped((before) => ({ ...before, ...change })),
    changed: current !== written,
    sending: () => setSent(current),
    discard: () => setTyped(saved),
  };
}
