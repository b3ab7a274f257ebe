/** @jsxImportSource preact */
import type { View } from "../api.ts";
import { day, own, t } from "../words.ts";
import { Code } from "./code.tsx";

/** Codes that work now. */
export function Codes({ view }: { view: View }) {
  const { rewards } = view.loyalty;
  if (rewards.length === 0) return null;
  return (
    <s-section heading={t("codes.heading")}>
      <s-stack gap="large">
        {rewards.map((reward) => (
          <s-stack key={reward.id} gap="small-200">
            <s-text type="strong">{own(reward.title, view)}</s-text>
            <Code code={reward.code} id={`open-${reward.id}`} title={own(reward.title, view)} />
            {reward.expires_on !== null && (
              <s-text color="subdued">{t("codes.expires_html", { date: day(reward.expires_on) })}</s-text>
            )}
          </s-stack>
        ))}
      </s-stack>
    </s-section>
  );
}
