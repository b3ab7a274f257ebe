/** @jsxImportSource preact */
import { render } from "preact";

import { Balance } from "./parts/balance.tsx";
import { useAccount } from "./use-account.ts";
import { t } from "./words.ts";

/** The balance in the shopper's profile and above their orders, with the way to all the rest. */
export default function extension(): void {
  render(<Summary />, document.body);
}

function Summary() {
  const [account] = useAccount();
  if (account.state !== "known" || account.view === null || account.view.running === "no") return null;
  return (
    <s-section heading={t("account.title")}>
      <s-stack gap="base">
        <Balance view={account.view} />
        <s-link href="extension:reprise-account/">{t("account.open")}</s-link>
      </s-stack>
    </s-section>
  );
}
