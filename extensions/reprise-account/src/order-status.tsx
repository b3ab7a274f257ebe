/** @jsxImportSource preact */
import { render } from "preact";

import { idIn, orderPage } from "./host.ts";
import { Balance } from "./parts/balance.tsx";
import { OrderPoints } from "./parts/order-points.tsx";
import { Survey } from "./parts/survey.tsx";
import { TierBadge } from "./parts/tiers.tsx";
import { useOrder, type Order } from "./use-order.ts";
import { useSignal } from "./use-signal.ts";
import { t } from "./words.ts";

/** What an order brings, on its page. */
export default function extension(): void {
  render(<OrderStatus />, document.body);
}

function OrderStatus() {
  const page = orderPage();
  const isLoggedIn = useSignal(page.authenticationState) === "fully_authenticated";
  const order = useSignal(page.order);
  const orderId = order === undefined ? null : idIn(order.id);
  const known = useOrder(orderId, isLoggedIn);
  return (
    <s-stack gap="large">
      <Points known={known} isLoggedIn={isLoggedIn} />
      {isLoggedIn && orderId !== null && known.state === "known" && <Survey asked={{ way: "thanks", order: orderId }} />}
    </s-stack>
  );
}

function Points({ known, isLoggedIn }: { known: Order; isLoggedIn: boolean }) {
  if (known.state !== "known" || known.view.running === "no") return null;
  const { account, order: brings, running } = known.view;
  // A link from an email opens the page to whoever has it: to them, nothing is said of the shopper.
  if (!isLoggedIn) return running === "yes" ? <Invitation /> : null;
  if (account === null)
    return (
      <s-section heading={t("account.title")}>
        <OrderPoints order={brings} />
      </s-section>
    );
  return (
    <s-section heading={t("account.title")}>
      <s-stack gap="base">
        <OrderPoints order={brings} />
        <Balance view={account} />
        <TierBadge view={account} />
        <s-link href="extension:reprise-account/">{t("account.open")}</s-link>
      </s-stack>
    </s-section>
  );
}

function Invitation() {
  return (
    <s-section heading={t("guest.heading")}>
      <s-stack gap="base">
        <s-paragraph>{t("order.log_in")}</s-paragraph>
        <s-button onClick={() => void orderPage().requireLogin()}>{t("guest.login")}</s-button>
      </s-stack>
    </s-section>
  );
}
