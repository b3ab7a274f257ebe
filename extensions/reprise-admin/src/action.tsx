/** @jsxImportSource preact */
import { useEffect, useState } from "preact/hooks";

import type { ActionBlock } from "../../../app/shopify-admin/blocks.ts";
import { t } from "./host.ts";

/** What opens from one of Shopify's menus: what the app can do with what is selected, and the ways there. @param ask the same function each time; null: there is no answer */
export function Action({ ask }: { ask: () => Promise<ActionBlock | null> }) {
  const [state, setState] = useState<{ data: ActionBlock | null; failed: boolean }>({ data: null, failed: false });
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let over = false;
    setState((before) => ({ ...before, failed: false }));
    const answered = (data: ActionBlock | null) => over || setState({ data, failed: data === null });
    ask().then(answered, () => answered(null));
    return () => {
      over = true;
    };
  }, [ask, asked]);
  const { data, failed } = state;
  return (
    <s-admin-action heading="Reprise" loading={data === null && !failed}>
      <s-stack gap="base">
        {failed && (
          <>
            <s-paragraph>{t("failed")}</s-paragraph>
            <s-button onClick={() => setAsked((times) => times + 1)}>{t("retry")}</s-button>
          </>
        )}
        {data?.lines.map((line) => (
          <s-paragraph key={line}>{line}</s-paragraph>
        ))}
        {data !== null && data.links.length > 0 && (
          <s-stack direction="inline" gap="base">
            {data.links.map(({ label, href }, place) => (
              <s-button key={href} variant={place === 0 ? "primary" : "secondary"} href={href}>
                {label}
              </s-button>
            ))}
          </s-stack>
        )}
      </s-stack>
    </s-admin-action>
  );
}
