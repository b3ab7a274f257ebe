/** @jsxImportSource preact */
import type { AccountPage } from "../api.ts";
import { t } from "../words.ts";

/** The way to what the shopper is written about, and in which language. */
export function Preferences({ view }: { view: AccountPage }) {
  return (
    <s-section heading={t("account.emails")}>
      <s-link href={view.preferences} target="_blank">
        {t("account.preferences")}
      </s-link>
    </s-section>
  );
}
