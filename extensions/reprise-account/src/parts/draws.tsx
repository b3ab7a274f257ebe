/** @jsxImportSource preact */
import type { View } from "../api.ts";
import { day, own, t } from "../words.ts";

/** The way to wheels and cards that are open, whose pages have their odds and rules, and to the leaderboard. */
export function Draws({ view }: { view: View }) {
  if (view.draws.length === 0 && view.board === null) return null;
  return (
    <s-section heading={t("account.draws")}>
      <s-stack gap="base">
        {view.draws.map(({ link, title, until }) => (
          <s-stack key={link} gap="small-200">
            <s-link href={link}>{own(title, view)}</s-link>
            <s-text color="subdued">{t("account.draws_until_html", { date: day(until) })}</s-text>
          </s-stack>
        ))}
        {view.board !== null && <s-link href={view.board}>{t("account.board")}</s-link>}
      </s-stack>
    </s-section>
  );
}
