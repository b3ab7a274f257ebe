/** @jsxImportSource preact */
import type { View } from "../api.ts";
import { moment, own as textOf, t } from "../words.ts";

/** The way to events, and which of them the customer has a place at. */
export function Events({ view }: { view: View }) {
  if (view.events.length === 0) return null;
  return (
    <s-section heading={t("account.events")}>
      <s-stack gap="base">
        {view.events.map(({ link, title, startsAt, timeZone, own }) => (
          <s-stack key={link} gap="small-200">
            <s-link href={link}>{textOf(title, view)}</s-link>
            <s-text color="subdued">{moment(startsAt, timeZone)}</s-text>
            {own !== null && (
              <s-text color="subdued">{t(own === "registered" ? "account.events_place" : "account.events_waiting")}</s-text>
            )}
          </s-stack>
        ))}
      </s-stack>
    </s-section>
  );
}
