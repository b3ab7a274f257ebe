/** @jsxImportSource preact */
import { render } from "preact";

import { opener, shownCustomer, t } from "./host.ts";
import { useCustomer, useOnline } from "./use-customer.ts";

/** A customer's points on their page at the till. */
export default function extension(): void {
  render(<Block customerId={shownCustomer()} />, document.body);
}

function Block({ customerId }: { customerId: string }) {
  const { known, failure, reload } = useCustomer(customerId);
  const isOnline = useOnline();
  const said =
    known === null ? (!isOnline ? t("sale.offline") : failure === null ? t("tile.loading") : t(failure)) : known.missing;
  return (
    <s-pos-block heading={t("title")}>
      <s-stack gap="small">
        {said !== null && <s-text>{said}</s-text>}
        {known?.figures.map(({ label, value, note }) => (
          <s-text key={label}>{`${label}: ${value}${note === null ? "" : ` (${note})`}`}</s-text>
        ))}
        {known?.lines.map((line) => (
          <s-text key={line} color="subdued">
            {line}
          </s-text>
        ))}
        {failure === "failed" && known === null && <s-button onClick={reload}>{t("retry")}</s-button>}
        {known?.missing === null && (
          <s-button variant="primary" onClick={() => opener().action.presentModal()}>
            {t("open")}
          </s-button>
        )}
      </s-stack>
    </s-pos-block>
  );
}
