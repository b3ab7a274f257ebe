/** @jsxImportSource preact */
import type { View } from "../api.ts";
import { own, t } from "../words.ts";

/** The way to the groups that the customer belongs to. */
export function Groups({ view }: { view: View }) {
  if (view.groups.length === 0) return null;
  return (
    <s-section heading={t("account.groups")}>
      <s-stack gap="base">
        {view.groups.map(({ link, title }) => (
          <s-link key={link} href={link}>
            {own(title, view)}
          </s-link>
        ))}
      </s-stack>
    </s-section>
  );
}
