import type { PushProblem } from "../../customers/consent/told-consent.ts";
import type { PlainKey, Translate } from "../../i18n/translate.ts";

const reasons: Record<Exclude<PushProblem, "refused">, PlainKey> = {
  "unknown-customer": "untold.unknownCustomer",
  "no-address": "untold.noAddress",
  access: "untold.access",
  unreachable: "untold.unreachable",
};

/** Why Shopify has not taken a consent. @param problem null: it was not asked yet, which is as good as not reached */
export function untoldReason(t: Translate, problem: PushProblem | null, answer: string | null): string {
  if (problem !== "refused") return t(reasons[problem ?? "unreachable"]);
  return answer === null || answer === "" ? t("untold.refusedSilently") : t("untold.refused", { answer });
}
