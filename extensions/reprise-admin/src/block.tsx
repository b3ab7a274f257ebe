/** @jsxImportSource preact */
import { useEffect, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";

import { read } from "./api.ts";
import { t } from "./host.ts";

type Props<Data> = { path: string; show: (data: Data, reload: () => void) => ComponentChildren };

/** A block that asks the app for what it shows. What is known stays in view while it is read anew. */
export function Block<Data>({ path, show }: Props<Data>) {
  const [state, setState] = useState<{ data: Data | null; failed: boolean }>({ data: null, failed: false });
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let over = false;
    read<Data>(path).then(
      (data) => over || setState({ data, failed: false }),
      () => over || setState((before) => ({ ...before, failed: true })),
    );
    return () => {
      over = true;
    };
  }, [path, asked]);
  const reload = () => setAsked((times) => times + 1);
  if (state.data !== null) return <s-admin-block heading="Reprise">{show(state.data, reload)}</s-admin-block>;
  return (
    <s-admin-block heading="Reprise">
      {state.failed ? (
        <s-stack gap="base">
          <s-paragraph>{t("failed")}</s-paragraph>
          <s-button onClick={reload}>{t("retry")}</s-button>
        </s-stack>
      ) : (
        <s-spinner accessibilityLabel="Reprise" />
      )}
    </s-admin-block>
  );
}
