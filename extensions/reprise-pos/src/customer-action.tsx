/** @jsxImportSource preact */
import { render } from "preact";

import { shownCustomer, t } from "./host.ts";
import { Till } from "./parts/till.tsx";

/** What opens from a customer's page at the till. */
export default function extension(): void {
  render(
    <s-page heading={t("title")}>
      <s-scroll-box padding="base">
        <Till customerId={shownCustomer()} />
      </s-scroll-box>
    </s-page>,
    document.body,
  );
}
