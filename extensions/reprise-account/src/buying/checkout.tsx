/** @jsxImportSource preact */
import { render } from "preact";
import { useState } from "preact/hooks";

import type { EstimateView, View } from "../api.ts";
import { checkoutPage } from "../host.ts";
import { Balance } from "../parts/balance.tsx";
import { costOf, isForTier } from "../parts/open-rewards.ts";
import { Redeem } from "../parts/rewards.tsx";
import { useSignal } from "../use-signal.ts";
import { own, t } from "../words.ts";
import { Earns } from "./earns.tsx";
import { useEstimate } from "./use-estimate.ts";

/** What this order earns, and what points can take off it. */
export default function extension(): void {
  render(<Checkout />, document.body);
}

function Checkout() {
  const [view, reload] = useEstimate(checkoutPage());
  if (view === null || view.running === "no") return null;
  const { account, running } = view;
  if (account === null) return running === "yes" && view.points !== 0 ? <Guest view={view} /> : null;
  return (
    <s-section heading={t("account.title")}>
      <s-stack gap="base">
        {running === "yes" && <Earns view={view} />}
        <Balance view={account} />
        <Spending view={account} onDone={reload} />
      </s-stack>
    </s-section>
  );
}

function Guest({ view }: { view: EstimateView }) {
  return (
    <s-section heading={t("guest.heading")}>
      <s-stack gap="base">
        <Earns view={view} />
        <s-text color="subdued">{t("checkout.log_in")}</s-text>
      </s-stack>
    </s-section>
  );
}

/** Paid out by Shopify elsewhere than in the discounts of an order. */
const ELSEWHERE = new Set(["gift-card", "store-credit"]);

/** Codes that are there, and rewards that the points are enough for. Nothing where Shopify lets no extension change discounts. */
function Spending({ view, onDone }: { view: View; onDone: () => void }) {
  const page = checkoutPage();
  const used = useSignal(page.discountCodes).map(({ code }) => code.toUpperCase());
  const { discounts } = useSignal(page.instructions);
  const [told, setTold] = useState<string | null>(null);
  if (!discounts.canUpdateDiscountCodes) return null;
  const codes = view.loyalty.rewards.filter(({ kind, code }) => !ELSEWHERE.has(kind) && !used.includes(code.toUpperCase()));
  const rewards =
    view.running === "yes"
      ? view.program.rewards.filter(
          (reward) =>
            !ELSEWHERE.has(reward.kind) && !reward.sold_out && isForTier(reward, view) && costOf(reward) <= view.available,
        )
      : [];
  const apply = async (code: string) => {
    const { type } = await page.applyDiscountCodeChange({ type: "addDiscountCode", code });
    // The code stays the shopper's in any case: until an order has used it, nothing is lost.
    setTold(t(type === "success" ? "checkout.applied" : "checkout.not_applied"));
  };
  return (
    <s-stack gap="base">
      {codes.map(({ id, code, title }) => (
        <s-stack key={id} direction="inline" gap="base" justifyContent="space-between">
          <s-text>{own(title, view)}</s-text>
          <s-button accessibilityLabel={`${t("checkout.use")}: ${own(title, view)}`} onClick={() => void apply(code)}>
            {t("checkout.use")}
          </s-button>
        </s-stack>
      ))}
      {rewards.length > 0 && (
        <s-details>
          <s-summary>{t("rewards.heading")}</s-summary>
          <s-stack gap="base">
            {rewards.map((reward) => (
              <s-stack key={reward.id} gap="small-200">
                <s-text type="strong">{own(reward.title, view)}</s-text>
                <Redeem
                  {...{ reward, view, isOpen: true }}
                  onDone={(answer) => {
                    onDone();
                    if (answer.ok && answer.applies === true && answer.code !== undefined) void apply(answer.code);
                  }}
                />
              </s-stack>
            ))}
          </s-stack>
        </s-details>
      )}
      <s-stack accessibilityRole="status">{told !== null && <s-text>{told}</s-text>}</s-stack>
    </s-stack>
  );
}
