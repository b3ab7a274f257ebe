import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { flowPresets } from "../../app/flows/presets/series.ts";
import { HOUR_MS, plusMs, timeIn } from "../../app/lib/time.ts";
import { decide, type Intent, type PolicyFacts } from "../../app/messages/policy.ts";
import { channels } from "../../app/messages/channels/registry.ts";
import { quietUntil, recipientZones } from "../../app/messages/timing/quiet-hours.ts";
import { DEFAULT_RULES } from "../../app/messages/timing/sending-rules.ts";

const at = (iso: string) => new Date(iso);
const noon = at("2026-06-10T10:00:00Z");
const marketing: Intent = {
  ...{ purpose: "marketing", topic: "news", similarGoods: false },
  ...{ expiresAt: plusMs(noon, 72 * HOUR_MS), deferredFor: null },
};
const transactional: Intent = { ...marketing, purpose: "transactional" };

type Changes = {
  [Part in keyof PolicyFacts]?: PolicyFacts[Part] extends object | null ? Partial<PolicyFacts[Part]> | null : never;
};
function facts(changes: Changes = {}): PolicyFacts {
  const base: PolicyFacts = {
    channel: channels.email,
    shop: {
      installed: true,
      timeZone: "Europe/Berlin",
      countryCode: "DE",
      confirmedOptInCountries: ["DE", "AT"],
      presentable: true,
      rules: DEFAULT_RULES,
    },
    recipient: {
      ...{ gone: false, address: "anna@example.com", countryCode: "DE", provinceCode: null },
      ...{ consent: "subscribed", consentAt: at("2025-01-01T00:00:00Z"), optInLevel: "confirmed_opt_in", legalBasis: null },
      ...{ lastOrderAt: null, topicsOff: [], pausedUntil: null, feedbackUntil: null },
    },
    suppression: null,
    ...{ flow: "on", campaign: "on" },
    pending: false,
    outdated: null,
    recentMarketing: [],
    leftToday: null,
  };
  return {
    channel: base.channel,
    shop: { ...base.shop, ...changes.shop },
    recipient: { ...base.recipient, ...changes.recipient },
    suppression: (changes.suppression as PolicyFacts["suppression"]) ?? null,
    flow: (changes.flow as "on" | "paused" | "off" | undefined) ?? "on",
    campaign: (changes.campaign as "on" | "paused" | "off" | undefined) ?? "on",
    pending: (changes.pending as boolean | undefined) ?? false,
    outdated: (changes.outdated as PolicyFacts["outdated"] | undefined) ?? null,
    recentMarketing: (changes.recentMarketing as Date[] | undefined) ?? [],
    leftToday: (changes.leftToday as number | undefined) ?? null,
  };
}
const suppressed = (reason: string, createdAt = at("2026-01-01T00:00:00Z")) => ({ suppression: { reason, createdAt } });

const days = (count: number) => plusMs(noon, count * 24 * HOUR_MS);
const similar: Intent = { ...marketing, topic: "refill", similarGoods: true };
const buyer = { consent: "not_subscribed", optInLevel: null, consentAt: null, lastOrderAt: days(-10) };
type ExistingCustomer = [
  string,
  Pick<Changes, "suppression"> & { recipient?: Partial<PolicyFacts["recipient"]> },
  Intent,
  unknown,
];
/** Of a shop that has said 30 days ago that the conditions are met, to somebody who has bought since and agreed to nothing. */
const existingCustomers: ExistingCustomer[] = [
  ["similar goods to a buyer who was told", {}, similar, "send"],
  ["other goods (flows 16)", {}, { ...similar, similarGoods: false }, "no-consent"],
  ["about an order, to the same", {}, { ...similar, topic: "post-purchase" }, "send"],
  ...(["news", "points", "birthday"] as const).map((topic): ExistingCustomer => [
    `an old tick on ${topic}, which it cannot cover`,
    ...([{}, { ...similar, topic }, "no-consent"] as const),
  ]),
  ["who never bought (flows 15)", { recipient: { lastOrderAt: null } }, similar, "no-consent"],
  ["who bought before the shop told of it", { recipient: { lastOrderAt: days(-31) } }, similar, "no-consent"],
  ["who has unsubscribed in Shopify", { recipient: { consent: "unsubscribed" } }, similar, "no-consent"],
  ["who has objected with us", suppressed("unsubscribed"), similar, "suppressed-unsubscribed"],
  ["who has not confirmed yet", { recipient: { consent: "pending" } }, similar, "send"],
  ["whose single opt-in would not do", { recipient: { consent: "subscribed", optInLevel: "single_opt_in" } }, similar, "send"],
  ["who does not want the topic", { recipient: { topicsOff: ["refill"] } }, similar, "topic-off"],
];

describe("what may be sent", () => {
  it.each<[string, Changes, Intent, unknown]>([
    ["a subscriber by day", {}, marketing, "send"],
    ["shop uninstalled", { shop: { installed: false } }, marketing, "shop-gone"],
    ["customer gone", { recipient: { gone: true } }, transactional, "customer-gone"],
    ["no address", { recipient: { address: null } }, transactional, "no-address"],
    ["an address that is two", { recipient: { address: "a@example.com, b@example.com" } }, transactional, "invalid-address"],
    [
      "an address with a header",
      { recipient: { address: "a@example.com\r\nBcc: b@example.com" } },
      transactional,
      "invalid-address",
    ],
    ["an address that Shopify calls invalid", { recipient: { consent: "invalid" } }, transactional, "invalid-address"],
    ["bounced: no email at all", suppressed("bounced"), transactional, "suppressed-bounced"],
    ["unsubscribed: order messages still leave", suppressed("unsubscribed"), transactional, "send"],
    ["unsubscribed", suppressed("unsubscribed"), marketing, "suppressed-unsubscribed"],
    [
      "subscribed again after that",
      { ...suppressed("unsubscribed"), recipient: { consentAt: at("2026-02-01T00:00:00Z") } },
      marketing,
      "send",
    ],
    [
      "complained, though subscribed again",
      { ...suppressed("complained"), recipient: { consentAt: at("2026-02-01T00:00:00Z") } },
      marketing,
      "suppressed-complained",
    ],
    ["suppressed by hand", suppressed("manual"), marketing, "suppressed-manual"],
    ...["not_subscribed", "unsubscribed", "pending", "redacted"].map((consent): [string, Changes, Intent, unknown] => [
      `consent ${consent}`,
      { recipient: { consent } },
      marketing,
      "no-consent",
    ]),
    ["no consent, but about an order", { recipient: { consent: "not_subscribed" } }, transactional, "send"],
    ["single opt-in in Germany", { recipient: { optInLevel: "single_opt_in" } }, marketing, "opt-in-unconfirmed"],
    ["unknown opt-in in Germany", { recipient: { optInLevel: null } }, marketing, "opt-in-unconfirmed"],
    [
      "single opt-in, country unknown, German shop",
      { recipient: { optInLevel: "single_opt_in", countryCode: null } },
      marketing,
      "opt-in-unconfirmed",
    ],
    ["single opt-in in France", { recipient: { optInLevel: "single_opt_in", countryCode: "FR" } }, marketing, "send"],
    [
      "single opt-in where the shop asks for no more",
      { shop: { confirmedOptInCountries: [] }, recipient: { optInLevel: "single_opt_in" } },
      marketing,
      "send",
    ],
    [
      "single opt-in, consent documented",
      { recipient: { optInLevel: "single_opt_in", legalBasis: "documented-consent" } },
      marketing,
      "send",
    ],
    [
      "single opt-in, § 7 (3) UWG",
      { recipient: { optInLevel: "single_opt_in", legalBasis: "existing-customer" } },
      marketing,
      "send",
    ],
    ["a topic that the reader does not want", { recipient: { topicsOff: ["points", "news"] } }, marketing, "topic-off"],
    ["another topic than those", { recipient: { topicsOff: ["points", "birthday"] } }, marketing, "send"],
    ["a topic that is off, but about an order", { recipient: { topicsOff: ["news"] } }, transactional, "send"],
    ["a break for longer than the message waits", { recipient: { pausedUntil: days(30) } }, marketing, "paused"],
    ["a break that ends before it", { recipient: { pausedUntil: days(2) } }, marketing, "defer"],
    ["a break that is over", { recipient: { pausedUntil: days(-1) } }, marketing, "send"],
    ["who would not recommend the shop, until that is dealt with", { recipient: { feedbackUntil: days(1) } }, marketing, "defer"],
    ["the same, so long ago that the pause is over", { recipient: { feedbackUntil: days(0) } }, marketing, "send"],
    ["the same, about an order", { recipient: { feedbackUntil: days(1) } }, transactional, "send"],
    ["a break, but about an order", { recipient: { pausedUntil: days(30) } }, transactional, "send"],
    ...existingCustomers.map(([name, changes, intent, expected]): [string, Changes, Intent, unknown] => [
      `§ 7 (3) UWG: ${name}`,
      {
        ...changes,
        shop: { rules: { ...DEFAULT_RULES, existingCustomersSince: days(-30) } },
        recipient: { ...buyer, ...changes.recipient },
      },
      intent,
      expected,
    ]),
  ])("%s", (_, changes, intent, expected) => {
    const verdict = decide(intent, facts(changes), noon);
    expect(verdict.kind === "drop" ? verdict.reason : verdict.kind).toBe(expected);
  });
});

describe("when it may be sent", () => {
  it("waits for the end of a break that ends before the message does, and not for another", () => {
    const until = days(1);
    const verdict = decide(marketing, facts({ recipient: { pausedUntil: until } }), noon);
    expect(verdict).toEqual({ kind: "defer", until, reason: "paused", restMs: 0 });
  });

  it("§ 7 (3) UWG is off unless the shop has said otherwise", () => {
    expect(decide(similar, facts({ recipient: buyer }), noon)).toEqual({ kind: "drop", reason: "no-consent" });
  });

  it("covers how to use what was bought and what goes with it, and no request for a review (flows 16)", () => {
    const asked = flowPresets["post-purchase"].steps.flatMap((step) => (step.kind === "email" ? [step] : []));
    const told = facts({ shop: { rules: { ...DEFAULT_RULES, existingCustomersSince: days(-30) } }, recipient: buyer });
    const verdicts = asked.map((step) => {
      const verdict = decide({ ...marketing, topic: step.topic, similarGoods: "similarGoods" in step }, told, noon);
      return [step.email, verdict.kind === "drop" ? verdict.reason : verdict.kind];
    });
    expect(verdicts).toEqual([
      ["post-purchase-1", "send"],
      ["post-purchase-2", "send"],
      ["post-purchase-3", "no-consent"],
      ["post-purchase-4", "send"],
    ]);
  });

  it("defers advertising to 8:00 of the recipient's clock, and leaves order messages alone", () => {
    const night = at("2026-06-10T20:30:00Z"); // 22:30 in Berlin
    expect(decide(marketing, facts(), night)).toEqual({
      kind: "defer",
      until: at("2026-06-11T06:00:00Z"),
      reason: "quiet-hours",
      restMs: 0,
    });
    expect(decide(transactional, facts(), night)).toEqual({ kind: "send" });
    // 20:30 in London: still evening there.
    expect(decide(marketing, facts({ recipient: { countryCode: "GB" } }), at("2026-06-10T19:30:00Z"))).toEqual({ kind: "send" });
  });

  it("knows the nights on which clocks change", () => {
    expect(quietUntil(at("2026-03-28T22:00:00Z"), "Europe/Berlin")).toEqual(at("2026-03-29T06:00:00Z"));
    expect(quietUntil(at("2026-10-24T20:00:00Z"), "Europe/Berlin")).toEqual(at("2026-10-25T07:00:00Z"));
    expect(quietUntil(at("2026-10-25T00:30:00Z"), "Europe/Berlin")).toEqual(at("2026-10-25T07:00:00Z"));
    expect(quietUntil(at("2026-06-10T19:00:00Z"), "Europe/Berlin")).toEqual(at("2026-06-11T06:00:00Z"));
    expect(quietUntil(at("2026-06-10T18:59:59Z"), "Europe/Berlin")).toBeNull();
    expect(quietUntil(at("2026-06-10T06:00:00Z"), "Europe/Berlin")).toBeNull();
    expect(quietUntil(at("2026-06-10T05:59:59Z"), "Europe/Berlin")).toEqual(at("2026-06-10T06:00:00Z"));
  });

  it("takes the shop's clock where nothing is known of the country", () => {
    expect(recipientZones(null, null, "Europe/Vienna")).toEqual(["Europe/Vienna"]);
    expect(recipientZones("QX", "CA", "Europe/Berlin")).toEqual(["Europe/Berlin"]);
    expect(recipientZones("gb", null, "Europe/Berlin")).toEqual(["Europe/London"]);
  });

  it("lets the morning email of a Berlin shop wait until it is morning in Los Angeles (flows 9)", () => {
    // 10:00 in Berlin is 1:00 in Los Angeles, where it becomes 8:00 at 15:00 UTC.
    const morning = at("2026-06-10T08:00:00Z");
    const home = (countryCode: string, provinceCode: string | null) => facts({ recipient: { countryCode, provinceCode } });
    const until = (iso: string) => ({ kind: "defer", until: at(iso), reason: "quiet-hours", restMs: 0 });
    expect(decide(marketing, home("US", "CA"), morning)).toEqual(until("2026-06-10T15:00:00Z"));
    expect(decide(marketing, home("US", "NY"), morning)).toEqual(until("2026-06-10T12:00:00Z"));
    expect(decide(marketing, home("AU", "WA"), morning)).toEqual({ kind: "send" });
    expect(decide(marketing, home("ES", "TF"), at("2026-06-10T06:30:00Z"))).toEqual(until("2026-06-10T07:00:00Z"));
    // Province unknown: day in all of the United States, from 8:00 in Honolulu until 21:00 in New York.
    expect(decide(marketing, home("US", null), morning)).toEqual(until("2026-06-10T18:00:00Z"));
    expect(decide(marketing, home("US", null), at("2026-06-11T00:59:00Z"))).toEqual({ kind: "send" });
    expect(decide(marketing, home("US", null), at("2026-06-11T01:00:00Z"))).toEqual(until("2026-06-11T18:00:00Z"));
  });

  it("does not write where it is never day for everybody", () => {
    expect(decide(marketing, facts({ recipient: { countryCode: "AQ", provinceCode: null } }), noon)).toEqual({
      kind: "drop",
      reason: "quiet-hours",
    });
  });

  it("defers a second advertising email until 16 hours have passed, then to the morning", () => {
    const recentMarketing = [plusMs(noon, -2 * HOUR_MS)]; // 10:00 in Berlin, so the cap ends at 2:00
    expect(decide(marketing, facts({ recentMarketing }), noon)).toEqual({
      kind: "defer",
      until: at("2026-06-11T06:00:00Z"),
      reason: "frequency-cap",
      restMs: 0,
    });
    expect(decide(marketing, facts({ recentMarketing: [plusMs(noon, -16 * HOUR_MS)] }), noon)).toEqual({ kind: "send" });
    expect(decide(transactional, facts({ recentMarketing }), noon)).toEqual({ kind: "send" });
  });

  it("drops with the reason what would have to wait too long", () => {
    const soon = { ...marketing, expiresAt: plusMs(noon, HOUR_MS) };
    expect(decide(soon, facts({ recentMarketing: [noon] }), noon)).toEqual({ kind: "drop", reason: "frequency-cap" });
    expect(decide({ ...soon, expiresAt: noon, deferredFor: "quiet-hours" }, facts(), noon)).toEqual({
      kind: "drop",
      reason: "quiet-hours",
    });
    expect(decide({ ...soon, expiresAt: noon }, facts(), noon)).toEqual({ kind: "drop", reason: "expired" });
  });

  it("never sends at night or within the cap, and never defers into either, in any zone at any instant", () => {
    const zones = ["Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Auckland", "America/Santiago"];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 2 * 365 * 24 * 60 }),
        fc.option(fc.integer({ min: 0, max: 40 * 60 })),
        (timeZone, minute, ago) => {
          const now = plusMs(at("2026-01-01T00:00:00Z"), minute * 60_000);
          const lastMarketingAt = ago === null ? null : plusMs(now, -ago * 60_000);
          const intent = { ...marketing, expiresAt: plusMs(now, 72 * HOUR_MS) };
          const about = {
            ...facts({ shop: { timeZone, confirmedOptInCountries: [] }, recipient: { countryCode: null } }),
            recentMarketing: lastMarketingAt === null ? [] : [lastMarketingAt],
          };
          const verdict = decide(intent, about, now);
          if (verdict.kind === "drop") throw new Error(`dropped: ${verdict.reason}`);
          const leavesAt = verdict.kind === "send" ? now : verdict.until;
          const { hour } = timeIn(leavesAt, timeZone);
          expect(hour).toBeGreaterThanOrEqual(8);
          expect(hour).toBeLessThan(21);
          if (lastMarketingAt !== null)
            expect(leavesAt.getTime() - lastMarketingAt.getTime()).toBeGreaterThanOrEqual(16 * HOUR_MS);
          expect(decide(intent, about, leavesAt)).toEqual({ kind: "send" });
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe("a shop that lacks its sender or legal notice (merchant 1)", () => {
  const nameless = facts({ shop: { presentable: false } });

  it("holds advertising, hour after hour, and lets messages about rewards leave", () => {
    expect(decide(marketing, nameless, noon)).toEqual({
      kind: "defer",
      until: plusMs(noon, HOUR_MS),
      reason: "no-legal-notice",
      restMs: 0,
    });
    expect(decide(transactional, nameless, noon)).toEqual({ kind: "send" });
  });

  it("gives up with that reason on what is no news any more, never later than its end", () => {
    const soon = { ...marketing, expiresAt: plusMs(noon, 60_000), deferredFor: "no-legal-notice" };
    expect(decide(soon, nameless, noon)).toEqual({ kind: "defer", until: soon.expiresAt, reason: "no-legal-notice", restMs: 0 });
    expect(decide(soon, nameless, soon.expiresAt)).toEqual({ kind: "drop", reason: "no-legal-notice" });
    // Also where the facts have come too late.
    expect(decide(soon, facts(), soon.expiresAt)).toEqual({ kind: "drop", reason: "no-legal-notice" });
  });

  it("still drops what may never leave, so that nobody counts it as waiting", () => {
    const unasked = facts({ shop: { presentable: false }, recipient: { consent: "not_subscribed" } });
    expect(decide(marketing, unasked, noon)).toEqual({ kind: "drop", reason: "no-consent" });
  });
});
