import { describe, expect, it, test } from "vitest";

import type { FlowPresetKey } from "../../../app/flows/presets/presets.ts";
import { nextAction, type ActionFacts, type ActionKey } from "../../../app/insights/next-action/next-action.ts";
import { daysUntil } from "../../../app/insights/next-action/read.server.ts";

/** A regular buyer of whom nothing is to be asked. */
const calm: ActionFacts = {
  ...{ hasAddress: true, consent: "subscribed", consentUntold: false, paused: false, stopped: null, undeliveredAt: null },
  ...{ refill: null, buying: { silentDays: 20, medianGapDays: 30, purchaseDays: 5, alive: 0.9 } },
  ...{ available: 0n, cheapest: null, everRedeemed: false },
  ...{ birthdayInDays: 200, birthdayCounts: true, tier: null, covered: new Set() },
};
const covered = (...keys: FlowPresetKey[]) => ({ covered: new Set(keys) });
const once = (silentDays: number, alive: number | null = null) => ({
  buying: { silentDays, medianGapDays: null, purchaseDays: 1, alive },
});
const regular = (silentDays: number, alive: number | null = null) => ({
  buying: { silentDays, medianGapDays: 30, purchaseDays: 5, alive },
});
const reward = { cheapest: { title: { en: "5 off" }, points: 500n } };
const tier = (missing: bigint) => ({ tier: { key: "gold", missing, threshold: 1000, basis: "points" as const } });

describe("the one thing to do next", () => {
  test.each<[string, Partial<ActionFacts>, ActionKey | null]>([
    ["nothing, where nothing is the matter", {}, null],
    ["that Shopify knows the consent", { consentUntold: true }, "consent-untold"],
    ["an address", { hasAddress: false }, "no-address"],
    ["an address that works, where the last email did not arrive", { undeliveredAt: new Date(0) }, "undelivered"],
    ["an address that works, where emails came back", { stopped: "bounced" }, "undelivered"],
    ["nothing to be sent to whom nobody may write", { stopped: "unwanted" }, "unwanted"],
    ["nothing to be sent without consent", { consent: "not_subscribed" }, "no-consent"],
    ["nothing to be sent after unsubscribing", { consent: "unsubscribed" }, "no-consent"],
    ["nothing while emails are paused", { paused: true, ...regular(300) }, null],
    ["a refill on the last day before it", { refill: { product: "Coffee", inDays: 7 } }, "refill-due"],
    ["no refill earlier", { refill: { product: "Coffee", inDays: 8 } }, null],
    ["a refill two weeks late", { refill: { product: "Coffee", inDays: -14 } }, "refill-due"],
    ["no refill later", { refill: { product: "Coffee", inDays: -15 } }, null],
    ["no refill that a flow has told of", { refill: { product: "Coffee", inDays: 1 }, ...covered("refill") }, null],
    ["to win back who is silent for more than two gaps", regular(61), "win-back"],
    ["to wait for who is late by less", regular(60), null],
    ["to win back who is likely gone", regular(40, 0.49), "win-back"],
    ["to wait for who is not late yet, whatever is foretold", regular(30, 0.1), null],
    ["to win back who bought once, long ago", once(90), "win-back"],
    ["no second win-back", { ...regular(61), ...covered("win-back") }, null],
    ["no second win-back of lasting goods", { ...regular(61), ...covered("win-back-durable") }, null],
    ["a reward for who has enough points", { ...reward, available: 500n }, "never-redeemed"],
    ["no reward for who has not", { ...reward, available: 499n }, null],
    ["no reward for who knows how", { ...reward, available: 500n, everRedeemed: true }, null],
    ["a second purchase two weeks after the first", once(14), "second-purchase"],
    ["no second purchase earlier", once(13), null],
    ["no second purchase for a model that doubts everybody", once(13, 0.1), null],
    ["no second purchase that a flow asks for", { ...once(20), ...covered("second-purchase") }, null],
    ["a birthday within two weeks", { birthdayInDays: 14 }, "birthday"],
    ["a birthday today", { birthdayInDays: 0 }, "birthday"],
    ["no birthday further away", { birthdayInDays: 15 }, null],
    ["no birthday that a flow has congratulated on", { birthdayInDays: 3, ...covered("birthday") }, null],
    ["a tier of which a fifth is missing", tier(200n), "tier-near"],
    ["no tier that is further away", tier(201n), null],
    ["no tier that is reached", tier(0n), null],
    ["to ask for a birthday", { birthdayInDays: null }, "birthday-unknown"],
    ["not to ask for a birthday that counts for nothing", { birthdayInDays: null, birthdayCounts: false }, null],
    ["nothing to sell to who has bought nothing", { buying: null }, null],
  ])("is %s (next best action)", (_what, facts, key) => {
    expect(nextAction({ ...calm, ...facts })?.key ?? null).toBe(key);
  });

  it("is what does most: each gives way to those before it (next best action)", () => {
    const each: [ActionKey, Partial<ActionFacts>][] = [
      ["consent-untold", { consentUntold: true }],
      ["no-address", { hasAddress: false }],
      ["undelivered", { undeliveredAt: new Date(0) }],
      ["unwanted", { stopped: "unwanted" }],
      ["no-consent", { consent: "pending" }],
      ["refill-due", { refill: { product: "Coffee", inDays: 1 } }],
      ["win-back", regular(90)],
      ["never-redeemed", { ...reward, available: 500n }],
      ["birthday", { birthdayInDays: 3 }],
      ["tier-near", tier(1n)],
    ];
    for (let from = 0; from < each.length; from += 1) {
      const facts = Object.assign({}, calm, ...each.slice(from).map(([, one]) => one)) as ActionFacts;
      expect(nextAction(facts)?.key).toBe(each[from]?.[0]);
    }
  });
});

test.each([
  [{ month: 11, day: 30 }, { year: 2026, month: 11, day: 30 }, 0],
  [{ month: 12, day: 1 }, { year: 2026, month: 11, day: 30 }, 1],
  [{ month: 11, day: 29 }, { year: 2026, month: 11, day: 30 }, 364],
  [{ month: 12, day: 31 }, { year: 2026, month: 12, day: 31 }, 0],
  [{ month: 2, day: 29 }, { year: 2027, month: 2, day: 28 }, 0],
  [{ month: 2, day: 29 }, { year: 2028, month: 2, day: 28 }, 1],
  [{ month: 2, day: 29 }, { year: 2027, month: 3, day: 1 }, 365],
])("a birthday of %j is %j on in %i days (next best action)", (birthday, today, days) => {
  expect(daysUntil(birthday, today)).toBe(days);
});
