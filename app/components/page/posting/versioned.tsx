import { Banner, BlockStack, Button, InlineStack } from "@shopify/polaris";

import { useState } from "react";

import { useT } from "../../locale.tsx";
import { useTyped, type Typed } from "./typed.ts";

type Versioned<Form> = Omit<Typed<Form>, "sending"> & {
  /** The form as it is saved, as far as this page knows. */
  base: Form;
  /** The version that it was saved as. */
  seen: number;
  /** Somebody else's, met at the last save; null: none. */
  theirs: number | null;
  /** To be called when a form is sent. */
  sending: (form: Form) => void;
  /** What was sent is saved, as this version. */
  saved: (version: number) => void;
  /** It is not: there is this version meanwhile. */
  met: (version: number) => void;
  /** Goes on with somebody else's. */
  load: (version: number, form: Form) => void;
};

/**
 * A form of which others make versions too. It goes by what the page was opened with, or has saved itself: somebody else's version is met at the next save,
 * not silently taken over.
 */
export function useVersioned<Form extends object>(opened: Form, version: number): Versioned<Form> {
  const [seen, setSeen] = useState(version);
  const [base, setBase] = useState(opened);
  const [sent, setSent] = useState(opened);
  const [theirs, setTheirs] = useState<number | null>(null);
  const { sending, ...typing } = useTyped(base);
  return {
    ...typing,
    ...{ base, seen, theirs, met: setTheirs },
    sending: (form) => {
      sending();
      setSent(form);
      setTheirs(null);
    },
    saved: (made) => {
      setSeen(made);
      setBase(sent);
    },
    load: (made, form) => {
      setSeen(made);
      setBase(form);
      setTheirs(null);
      typing.type(form);
    },
  };
}

type Props = { title: string; onMine: () => void; onTheirs: () => void };

/** Somebody else has saved meanwhile: whose version is to be kept. */
export function Conflict({ title, onMine, onTheirs }: Props) {
  const t = useT();
  return (
    <Banner tone="warning" title={title}>
      <BlockStack gap="200">
        <p>{t("common.conflictText")}</p>
        <InlineStack gap="200">
          <Button onClick={onMine}>{t("common.conflictMine")}</Button>
          <Button onClick={onTheirs}>{t("common.conflictTheirs")}</Button>
        </InlineStack>
      </BlockStack>
    </Banner>
  );
}
