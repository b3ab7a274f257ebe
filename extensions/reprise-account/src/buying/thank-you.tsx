/** @jsxImportSource preact */
import { render } from "preact";

import type { EstimateView } from "../api.ts";
import { idIn, thankYouPage } from "../host.ts";
import { Balance } from "../parts/balance.tsx";
import { OrderPoints } from "../parts/order-points.tsx";
import { Referral } from "../parts/referral.tsx";
import { Survey } from "../parts/survey.tsx";
import { useOrder, type Order } from "../use-order.ts";
import { useSignal } from "../use-signal.ts";
import { counted, t } from "../words.ts";
import { Earns } from "./earns.tsx";
import { SignUp, useBuyer } from "./sign-up.tsx";
import { useEstimate } from "./use-estimate.ts";

/** After an order: what it earns and what there is then, and for who has no account what it would have earned; how to recommend the shop; the sign-up for news. */
export default function extension(): void {
  render(<ThankYou />, document.body);
}

function ThankYou() {
  const [estimate] = useEstimate(thankYouPage());
  const { isLoggedIn, getsNews, email } = useBuyer();
  const { order } = useSignal(thankYouPage().orderConfirmation);
  const orderId = idIn(order.id);
  // The app hears of a new customer with their order, a moment after this page.
  const known = useOrder(isLoggedIn ? orderId : null, true);
  if (estimate === null) return null;
  const account = isLoggedIn && known.state === "known" ? known.view.account : null;
  return (
    <s-stack gap="large">
      {estimate.running !== "no" && (isLoggedIn ? <Earned estimate={estimate} known={known} /> : <Missed estimate={estimate} />)}
      <Survey
        asked={{ way: "thanks", order: orderId }}
        known={known.state === "known" && known.view.order !== null ? "order" : ""}
      />
      {account?.running === "yes" && <Referral view={account} onDone={() => undefined} />}
      {!getsNews && <SignUp points={estimate.sign_up_points} email={email} />}
    </s-stack>
  );
}

/** From the ledger as soon as the order is in it; Shopify shows this page first. */
function Earned({ estimate, known }: { estimate: EstimateView; known: Order }) {
  const view = known.state === "known" ? known.view : null;
  const account = view?.account ?? estimate.account;
  return (
    <s-section heading={t("account.title")}>
      <s-stack gap="base">
        {view?.order == null && estimate.running === "yes" && <Earns view={estimate} />}
        {view !== null && <OrderPoints order={view.order} />}
        {account !== null && <Balance view={account} />}
      </s-stack>
    </s-section>
  );
}

function Missed({ estimate: { running, points, about } }: { estimate: EstimateView }) {
  if (running !== "yes" || points === null || points === 0) return null;
  const login = loginAddress();
  return (
    <s-section heading={t("guest.heading")}>
      <s-stack gap="base">
        <s-paragraph>{counted(about ? "thanks.account_about" : "thanks.account", points)}</s-paragraph>
        {login !== null && <s-link href={login}>{t("thanks.login")}</s-link>}
      </s-stack>
    </s-section>
  );
}

/** Shopify leads from the shop's own address to whichever accounts it has; it does not always tell it. @returns null: unknown */
function loginAddress(): string | null {
  const { storefrontUrl } = thankYouPage().shop;
  return storefrontUrl === undefined ? null : new URL("/account/login", storefrontUrl).href;
}
