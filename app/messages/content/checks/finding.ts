import type { EmailLanguage } from "../document/document.ts";

/** Where a finding is mended: a field of a block, else of the email. */
export type Place = { language: EmailLanguage; block: string | null; field: string };

/** Errors keep an email from being published; warnings are the merchant's to judge. `what`: the word or figure that it is about. */
export type Finding = { severity: "error" | "warning"; rule: FindingRule; place: Place | null; what: string };

export type FindingRule =
  | "no-words"
  | "subject-missing"
  | "label-missing"
  | "link-missing"
  | "link-broken"
  | "link-insecure"
  | "picture-missing"
  | "picture-broken"
  | "question-empty"
  | "survey-missing"
  | "products-empty"
  | "not-understood"
  | "unknown-variable"
  | "needs-fallback"
  | "too-large"
  | "no-text-part"
  | "large"
  | "alt-missing"
  | "preheader-missing"
  | "subject-long"
  | "language-missing"
  | "contrast"
  | "markup-removed"
  | "no-unsubscribe";

const warnings = new Set<FindingRule>([
  ...([
    "large",
    "alt-missing",
    "preheader-missing",
    "subject-long",
    "language-missing",
    "contrast",
    "markup-removed",
    "link-insecure",
  ] as const),
]);

export function finding(rule: FindingRule, place: Place | null, what = ""): Finding {
  return { severity: warnings.has(rule) ? "warning" : "error", rule, place, what };
}

export function isPublishable(findings: readonly Finding[]): boolean {
  return findings.every(({ severity }) => severity === "warning");
}
