/** @jsxImportSource preact */
import type { View } from "../api.ts";
import { day, integer, own, t } from "../words.ts";

type Entry = View["loyalty"]["history"][number];

/** The latest points, newest first. */
export function History({ view }: { view: View }) {
  const { history } = view.loyalty;
  return (
    <s-section heading={t("history.heading")}>
      {history.length === 0 && <s-paragraph>{t("history.empty")}</s-paragraph>}
      <s-stack gap="base">
        {history.map((entry, index) => (
          <s-stack key={index} gap="none">
            <s-stack direction="inline" gap="base" justifyContent="space-between">
              <s-text>{what(entry, view)}</s-text>
              <s-text type="strong">{`${entry.points > 0 ? "+" : ""}${integer(entry.points)}`}</s-text>
            </s-stack>
            <s-text color="subdued">
              {[
                day(entry.on),
                ...(entry.available_on === null ? [] : [t("history.available_html", { date: day(entry.available_on) })]),
              ].join(" · ")}
            </s-text>
          </s-stack>
        ))}
      </s-stack>
    </s-section>
  );
}

function what({ kind, label, points, rule, reward }: Entry, view: View): string {
  const title = own(reward, view);
  switch (kind) {
    case "order":
      if (label === null) return t("history.an_order");
      return t(points < 0 ? "history.order_less" : "history.order", { order: label });
    case "bonus":
      return own(view.program.ways.find(({ key }) => key === rule)?.title, view) || title || t("history.bonus");
    case "redemption":
      return title === "" ? t("history.redemption") : t("history.redemption_of_html", { reward: title });
    case "release":
      return title === "" ? t("history.release") : t("history.release_of_html", { reward: title });
    case "return":
    case "expiry":
    case "import":
    case "merge":
      return t(`history.${kind}`);
    default:
      return label ?? t("history.adjustment");
  }
}
