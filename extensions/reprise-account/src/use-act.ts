import { useState } from "preact/hooks";

import { send, type Act, type Answer } from "./api.ts";

export type Acting = {
  busy: boolean;
  /** "unknown": nobody knows whether it was done; the same again is safe. */
  answer: Answer | "unknown" | null;
  act: (fields: Readonly<Record<string, string>>) => void;
  reset: () => void;
};

/** Does something for the shopper, once at a time. @param onDone after an answer: what is shown may have changed */
export function useAct(what: Act, onDone: (answer: Answer) => void): Acting {
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Acting["answer"]>(null);
  const act = async (fields: Readonly<Record<string, string>>) => {
    setBusy(true);
    const told = await send(what, fields);
    setBusy(false);
    setAnswer(told ?? "unknown");
    if (told?.ok === true || told?.outdated === true) onDone(told);
  };
  return { busy, answer, act: (fields) => void (busy ? undefined : act(fields)), reset: () => setAnswer(null) };
}
