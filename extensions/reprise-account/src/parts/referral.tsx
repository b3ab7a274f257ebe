/** @jsxImportSource preact */
import type { View } from "../api.ts";
import { useAct } from "../use-act.ts";
import { counted, own, t } from "../words.ts";
import { CopyButton } from "./code.tsx";

/** How the shopper recommends the shop: what it brings, their link once they have asked for it, and what has come of it. */
export function Referral({ view, onDone }: { view: View; onDone: () => void }) {
  const { busy, answer, act } = useAct("referral", onDone);
  const mine = view.loyalty.referral;
  if (view.program.referral === null) return null;
  const told = answer === null || answer === "unknown" ? null : answer;
  // Pages that are not read anew have it from the answer.
  const link = view.referralLink ?? (told?.ok === true ? (told.link ?? null) : null);
  return (
    <s-section heading={t("referral.heading")}>
      <s-stack gap="base">
        <s-paragraph>{own(view.program.referral, view)}</s-paragraph>
        {link === null ? (
          <s-button variant="secondary" loading={busy} onClick={() => act({})}>
            {t("referral.get")}
          </s-button>
        ) : (
          <>
            {/* A field, because an address has no place where it could be broken on a phone. */}
            <s-text-field label={t("account.your_link")} value={link} readOnly />
            <CopyButton text={link} id="referral-link" label={t("account.copy_link")} />
            {mine !== null && (
              <s-text color="subdued">
                {counted("referral.waiting", mine.waiting)} {counted("referral.paid", mine.paid)}
              </s-text>
            )}
          </>
        )}
        {/* What they must know before they send it, and why there is none. */}
        <s-stack accessibilityRole="status">
          {answer === "unknown" && <s-text>{t("common.lost")}</s-text>}
          {told !== null && <s-text>{told.ok ? `${told.message} ${told.note ?? ""}` : told.message}</s-text>}
        </s-stack>
      </s-stack>
    </s-section>
  );
}
