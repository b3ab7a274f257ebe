import { expect, test } from "vitest";

import { simulate } from "../../../app/flows/simulation/simulate.ts";
import { changingAt, nothingStanding, unchanging, type View } from "../../../app/flows/simulation/world.ts";
import { DAY_MS, HOUR_MS, plusMs } from "../../../app/lib/time.ts";
import { DEFAULT_RULES } from "../../../app/messages/timing/sending-rules.ts";
import { at, buyer, flowOf } from "../planner-stage.ts";

const NOW = at("2026-03-01T00:00:00Z");
const flow = flowOf({ trigger: { kind: "lapsed", days: 90 }, steps: [{ kind: "email", id: "one", emailId: 1 }] });
/** Lapsed on 2 March at 10 in Berlin. */
const ORDERED = "2025-12-02T12:00:00Z";

const view: View = {
  facts: buyer(ORDERED),
  policy: {
    channel: { isAddress: () => true },
    shop: {
      ...{ installed: true, timeZone: "Europe/Berlin", countryCode: "DE", confirmedOptInCountries: [] },
      ...{ presentable: false, rules: DEFAULT_RULES },
    },
    recipient: {
      ...{ gone: false, address: "a@example.com", countryCode: "DE", provinceCode: null, consent: "subscribed", consentAt: null },
      ...{
        optInLevel: "confirmed_opt_in",
        legalBasis: null,
        lastOrderAt: at(ORDERED),
        topicsOff: [],
        pausedUntil: null,
        feedbackUntil: null,
      },
    },
    suppression: null,
  },
};
const span = { from: NOW, until: plusMs(NOW, 30 * DAY_MS) };
const toldOf = (world = unchanging(view)) => {
  const own = simulate([flow], world, nothingStanding, span).filter(({ kind }) => kind === "deferred" || kind === "dropped");
  return own.map((one) => [one.at.toISOString(), one.kind, "reason" in one ? one.reason : ""]);
};

test("what waits for the merchant is asked about every hour for three days, as in life, and then dropped (flows 4)", () => {
  const due = at("2026-03-02T09:00:00Z");
  const hours = Array.from({ length: 72 }, (_, hour) => plusMs(due, hour * HOUR_MS).toISOString());
  expect(toldOf()).toEqual([
    ...hours.map((hour) => [hour, "deferred", "no-legal-notice"]),
    [plusMs(due, 72 * HOUR_MS).toISOString(), "dropped", "no-legal-notice"],
  ]);
});

test("and taken back when the customer buys meanwhile, though it was asked about ahead (flows 7)", () => {
  const bought = at("2026-03-03T09:30:00Z");
  const after: View = {
    facts: buyer(bought.toISOString(), { ordersCount: 2 }),
    policy: { ...view.policy, recipient: { ...view.policy.recipient, lastOrderAt: bought } },
  };
  const told = toldOf(changingAt([bought], (now) => (now < bought ? view : after)));
  expect(told.length).toBe(26);
  expect(told.at(-2)).toEqual(["2026-03-03T09:00:00.000Z", "deferred", "no-legal-notice"]);
  expect(told.at(-1)).toEqual([bought.toISOString(), "dropped", "purchase"]);
});
