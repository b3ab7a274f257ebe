/** @jsxImportSource preact */
import type { Failure } from "../api.ts";
import { t } from "../host.ts";

/** Why there is nothing to see. Trying again does not help who may not use the app. */
export function Problem({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  return (
    <s-stack gap="base">
      <s-banner heading={t(failure)} tone={failure === "forbidden" ? "critical" : "warning"} />
      {failure === "failed" && <s-button onClick={onRetry}>{t("retry")}</s-button>}
    </s-stack>
  );
}
