import type { Shop } from "../world/types.ts";
import { html } from "./html.ts";
import { layout } from "./layout.ts";
import type { View } from "./view.ts";

type Change = Partial<Pick<Shop, "accounts" | "storeCreditOn">>;

/** What each button of the page changes, by the last part of its address. */
const changes: Record<string, Change> = {
  legacy: { accounts: "legacy" },
  new: { accounts: "new" },
  "credit-on": { storeCreditOn: true },
  "credit-off": { storeCreditOn: false },
};

export function accountChange(name: string | undefined): Change {
  return changes[name ?? ""] ?? {};
}

/** Settings > Customer accounts, as far as store credit depends on it. */
export function accountSettingsPage(view: View): string {
  const { texts, shop } = view;
  const path = `${view.base}/settings/customer_accounts`;
  const fresh = shop.accounts === "new";
  const body = html`<div class="page">
    <h1>${texts.accountSettings}</h1>
    <section class="card" aria-labelledby="kind">
      <h2 id="kind">${texts.accountKind}</h2>
      <p>${fresh ? texts.accountsNew : texts.accountsLegacy}</p>
      <form method="post" action="${path}/${fresh ? "legacy" : "new"}">
        <button>${fresh ? texts.toLegacyAccounts : texts.toNewAccounts}</button>
      </form>
    </section>
    <section class="card" aria-labelledby="credit">
      <h2 id="credit">${texts.storeCredit}</h2>
      <p>${shop.storeCreditOn ? texts.creditOn : texts.creditOff}</p>
      <form method="post" action="${path}/${shop.storeCreditOn ? "credit-off" : "credit-on"}">
        <button>${shop.storeCreditOn ? texts.turnCreditOff : texts.turnCreditOn}</button>
      </form>
    </section>
    <p><a class="button" href="${view.base}/apps/reprise">${texts.openApp}</a></p>
  </div>`;
  return layout(view, { title: texts.accountSettings, section: null, body });
}
