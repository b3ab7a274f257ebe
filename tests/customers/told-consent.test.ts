import { describe, expect, test } from "vitest";

import { consentInput, pushProblems, refusalOf } from "../../app/customers/consent/told-consent.ts";
import { untoldReason } from "../../app/components/words/untold-words.ts";
import { translator } from "../../app/i18n/translate.ts";

const at = new Date("2026-06-01T00:00:00Z");
const later = new Date("2026-06-02T00:00:00Z");

describe("what Shopify is told of a consent", () => {
  test("a withdrawal names no opt-in level, which belongs to what somebody agreed to (real-store B10)", () => {
    for (const optInLevel of ["confirmed_opt_in", "triple_opt_in", null])
      expect(consentInput({ state: "unsubscribed", optInLevel, occurredAt: at }, later)).toEqual({
        marketingState: "UNSUBSCRIBED",
        consentUpdatedAt: at.toISOString(),
      });
  });

  test.each([
    ["subscribed", "single_opt_in", "SINGLE_OPT_IN"],
    ["subscribed", "triple_opt_in", "UNKNOWN"],
    ["subscribed", null, "UNKNOWN"],
    ["pending", "single_opt_in", "CONFIRMED_OPT_IN"],
  ] as const)(
    "%s with level %s is told as %s, which Shopify demands (real-store B10)",
    (state, optInLevel, marketingOptInLevel) => {
      expect(consentInput({ state, optInLevel, occurredAt: at }, later)).toMatchObject({ marketingOptInLevel });
    },
  );

  test("no date to come", () => {
    expect(consentInput({ state: "unsubscribed", optInLevel: null, occurredAt: later }, at).consentUpdatedAt).toBe(
      at.toISOString(),
    );
  });
});

test("a refusal is read by the field that it names and by whether there is an address (real-store B10)", () => {
  expect(refusalOf([{ field: ["input", "customerId"] }], true)).toBe("unknown-customer");
  expect(refusalOf([{ field: ["input", "emailMarketingConsent"] }], false)).toBe("no-address");
  expect(refusalOf([{ field: null }], true)).toBe("refused");
});

test("every reason has words in both languages, with what Shopify said (real-store B10)", () => {
  for (const locale of ["en", "de"] as const) {
    const t = translator(locale);
    const reasons = pushProblems.map((problem) => untoldReason(t, problem, "Because <b>no</b>"));
    expect(new Set(reasons).size).toBe(pushProblems.length);
    expect(untoldReason(t, "refused", "Because <b>no</b>")).toContain("Because <b>no</b>");
    expect(untoldReason(t, "refused", null)).not.toContain("null");
  }
});
