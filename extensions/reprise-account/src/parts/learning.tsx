/** @jsxImportSource preact */
import type { View } from "../api.ts";
import { own, t } from "../words.ts";

/** The way to learning modules, and to the certificates of those that were passed. */
export function Learning({ view }: { view: View }) {
  if (view.modules.length === 0) return null;
  return (
    <s-section heading={t("account.learning")}>
      <s-stack gap="base">
        {view.modules.map(({ link, title, passed }) => (
          <s-stack key={link} gap="small-200">
            <s-link href={link}>{own(title, view)}</s-link>
            {passed && <s-text color="subdued">{t("account.learning_passed")}</s-text>}
          </s-stack>
        ))}
      </s-stack>
    </s-section>
  );
}
