import { ADJUSTMENT_LIMIT, REASON_LIMIT, type AdjustmentIssue } from "../../points/adjusting/adjustment-form.ts";
import type { Translate } from "../../i18n/translate.ts";

/** What is wrong with a field of an adjustment. @param count how many points there are to take away, or were posted by the same form before */
export function adjustmentWords(t: Translate, count = 0n): (issue: AdjustmentIssue | undefined) => string | undefined {
  return (issue) => {
    switch (issue) {
      case undefined:
        return undefined;
      case "required":
        return t("customer.issueRequired");
      case "not-a-number":
        return t("customer.issueNumber");
      case "zero":
        return t("customer.issueZero");
      case "too-large":
        return t("customer.issueLarge", { limit: ADJUSTMENT_LIMIT });
      case "too-long":
        return t("customer.issueLong", { limit: REASON_LIMIT });
      case "insufficient-points":
        return t("customer.issueInsufficient", { count });
      case "another-posted":
        return t("customer.issuePosted", { count });
    }
  };
}
