/** @jsxImportSource preact */
import { render } from "preact";
import { useState } from "preact/hooks";

import { useSignal } from "../../reprise-account/src/use-signal.ts";
import { host, t } from "./host.ts";
import { Search } from "./parts/search.tsx";
import { Till } from "./parts/till.tsx";

/** What opens behind the tile: the points of the sale's customer, or the search for one. */
export default function extension(): void {
  render(<Modal />, document.body);
}

function Modal() {
  const { customer } = useSignal(host().cart.current);
  const [searching, setSearching] = useState(false);
  return (
    <s-page heading={t("title")}>
      <s-scroll-box padding="base">
        {customer === undefined || searching ? (
          <Search
            onChosen={() => setSearching(false)}
            {...(customer === undefined ? {} : { onBack: () => setSearching(false) })}
          />
        ) : (
          <s-stack gap="large">
            <Till key={customer.id} customerId={String(customer.id)} />
            <s-button onClick={() => setSearching(true)}>{t("search.other")}</s-button>
          </s-stack>
        )}
      </s-scroll-box>
    </s-page>
  );
}
