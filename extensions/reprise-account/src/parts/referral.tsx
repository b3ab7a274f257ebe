/** @jsxImportSource preact */
import type { View } from "../api.ts";
import { useAct } from "../use-act.ts";
import { counted, own, t } from "../words.ts";
import { Code } from "./code.tsx";

/** How the shopper recommends the shop: what it brings, their link once they have asked for it, and what has come of it. */
export function Referral({ view, onDone }: { view: View; onDone: () => void }) {
  const { busy, answer, act } = useAct("referral", onDone);
  const mine = view.loyalty.referral;
  if (view.program.referral === null) return null;
  return (
    <s-section heading={t("referral.heading")}>
      <s-stack gap="base">
        <s-paragraph>{own(view.program.referral, view)}</s-paragraph>
        {mine === null || view.referralLink === null ? (
          <s-button variant="secondary" loading={busy} onClick={() => act({})}>
            {t("referral.get")}
          </s-button>
        ) : (
          <>
            <Code code={view.referralLink} id="referral-link" title={t("referral.heading")} />
            <s-text color="subdued">
              {counted("referral.waiting", mine.waiting)} {counted("referral.paid", mine.paid)}
            </s-text>
          </>
        )}
        {answer !== null && answer !== "unknown" && !answer.ok && <s-text>{answer.message}</s-text>}
      </s-stack>
    </s-section>
  );
}
