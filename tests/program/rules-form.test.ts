import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { freshBonus } from "../../app/program/rules/bonus-form.ts";
import { BONUS_KINDS } from "../../app/program/rules/bonuses/registry.ts";
import { localInstant, localText } from "../../app/program/local-time.ts";
import { changedParts, parts, sameRules, withPart } from "../../app/program/rules/parts.ts";
import { readForm, thresholdOf } from "../../app/program/read-form.ts";
import { DEFAULT_RULES, programRulesSchema, type ProgramRules } from "../../app/program/rules/rules.ts";
import { decimalIn, formOf, inLanguage, tiersForm, tiersIn, type RulesForm } from "../../app/program/rules-form.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";

const shop = { currency: "EUR", timeZone: "Europe/Berlin" };

const FULL: ProgramRules = programRulesSchema.parse({
  ...DEFAULT_RULES,
  earn: { points: "1.5", units: "10" },
  multipliers: [
    {
      ...{ key: "a", name: "Weekend", perMille: 1_255, products: ["9007199254740995"], collections: ["7"], tags: ["Sale"] },
      ...{ tiers: ["gold"], from: "2026-11-27T23:00:00.000Z", until: "2026-11-29T23:00:00.000Z" },
    },
    { key: "b", name: "None", perMille: 0 },
  ],
  bonuses: [
    { key: "c", kind: "survey", points: 5, url: "https://example.com/s", word: "Kaffee", cap: { times: 2, period: "month" } },
    { key: "d", kind: "social", points: 5, url: "https://example.com/p", network: "x", action: "share", title: { fr: "Suivre" } },
    { key: "e", kind: "review", points: 5, disclosure: { de: "Hinweis" } },
    { key: "f", kind: "milestone", points: 5, orders: 10, enabled: false },
    { key: "g", kind: "birthday", points: 5, noticeDays: 0 },
  ],
  tiers: {
    ...{ basis: "spend", window: "calendar-year", graceDays: 0 },
    levels: TIER_PRESET.levels.map((level, index) => ({
      ...level,
      threshold: index * 12_350,
      tag: `T${index}`,
      birthdayPoints: index,
    })),
  },
  expiry: { mode: "inactivity", months: 7 },
});

function errorsOf(change: (form: RulesForm) => unknown, rules = FULL) {
  const read = readForm(change(formOf(rules, shop)), shop);
  return read.ok ? {} : Object.fromEntries(Object.entries(read.errors).map(([path, { code }]) => [path, code]));
}

describe("a form", () => {
  test.each([
    ["the default", DEFAULT_RULES],
    ["everything", FULL],
  ])("gives back the rules it was made from: %s, in either language", (_name, rules) => {
    for (const locale of ["en", "de"])
      expect(readForm(inLanguage(formOf(rules, shop), locale), shop)).toEqual({ ok: true, rules });
  });

  test("offers tiers with decimals as the language writes them", () => {
    const factors = (locale: string) => tiersIn(tiersForm(TIER_PRESET, shop), locale).levels.map(({ factor }) => factor);
    expect([factors("de"), factors("en")]).toEqual([
      ["1", "1,25", "1,5"],
      ["1", "1.25", "1.5"],
    ]);
    expect([decimalIn("1250.50", "de"), decimalIn("1250.50", "en")]).toEqual(["1250,50", "1250.50"]);
  });

  test("survives the way through JSON", () => {
    expect(readForm(JSON.parse(JSON.stringify(formOf(FULL, shop))), shop)).toEqual({ ok: true, rules: FULL });
  });

  test("takes each kind of bonus as it is offered, once what only the merchant knows is filled in", () => {
    for (const { kind } of BONUS_KINDS) {
      const fresh = { ...freshBonus(kind, kind, "FR"), url: "https://example.com", word: "Kaffee" };
      expect(readForm({ ...formOf(DEFAULT_RULES, shop), bonuses: [fresh] }, shop)).toMatchObject({ ok: true });
    }
  });

  test("offers points for the newsletter switched off where the law is strict", () => {
    expect(["DE", "AT", "FR", null].map((country) => freshBonus("newsletter", "n", country).enabled)).toEqual([
      ...[false, false, true, true],
    ]);
  });

  test("says beside each field what is wrong", () => {
    const [first] = formOf(FULL, shop).multipliers;
    const level = (index: number, change: object) => (form: RulesForm) => ({
      ...form,
      tiers: form.tiers && {
        ...form.tiers,
        levels: form.tiers.levels.map((one, at) => (at === index ? { ...one, ...change } : one)),
      },
    });
    expect(errorsOf((form) => ({ ...form, earn: { points: "five", units: "0" } }))).toEqual({
      "earn.points": "decimal",
      "earn.units": "positive",
    });
    expect(errorsOf((form) => ({ ...form, pendingDays: "", reward: { points: "1.5", units: "" } }))).toEqual({
      ...{ pendingDays: "required", "reward.points": "number", "reward.units": "required" },
    });
    expect(errorsOf((form) => ({ ...form, multipliers: [{ ...first, until: first?.from }, first] }))).toMatchObject({
      "multipliers.0.until": "before-from",
    });
    expect(errorsOf((form) => ({ ...form, multipliers: [first, first] }))).toEqual({ "multipliers.1.key": "duplicate" });
    expect(errorsOf((form) => ({ ...form, tiers: null }))).toEqual({ "multipliers.0.tiers": "unknown-tier" });
    expect(errorsOf(level(1, { threshold: "0" }))).toEqual({ "tiers.levels.1.threshold": "not-rising" });
    expect(errorsOf(level(1, { name: { de: " " }, factor: "0.5" }))).toEqual({
      "tiers.levels.1.name": "required",
      "tiers.levels.1.perMille": "too-small",
    });
  });

  test("tells a factor from having no points at all, so that less than one can be typed (merchant 5)", () => {
    const perMille = (effect: "more" | "none", factor: string) => {
      const form = formOf(FULL, shop);
      const read = readForm({ ...form, multipliers: form.multipliers.map((rule) => ({ ...rule, effect, factor })) }, shop);
      return read.ok ? read.rules.multipliers[0]?.perMille : read.errors["multipliers.0.perMille"]?.code;
    };
    expect(["0.5", "0,5", "2", "1.255"].map((factor) => perMille("more", factor))).toEqual([500, 500, 2_000, 1_255]);
    expect(["0", "0,0", ""].map((factor) => perMille("more", factor))).toEqual(["positive", "positive", "required"]);
    expect(["0.5", "", "nonsense"].map((factor) => perMille("none", factor))).toEqual([0, 0, 0]);
    expect(formOf(FULL, shop).multipliers.map(({ effect }) => effect)).toEqual(["more", "none"]);
  });

  test("asks back where a thousand could be one: 1.000 and 1,000", () => {
    for (const typed of ["1.000", "1,000", "12.500", " 250,000 "]) {
      const form = formOf(FULL, shop);
      const levels = form.tiers?.levels.map((level, index) => (index === 1 ? { ...level, threshold: typed } : level)) ?? [];
      const read = readForm(
        {
          ...form,
          earn: { points: typed, units: typed },
          reward: { ...form.reward, units: typed },
          tiers: form.tiers && { ...form.tiers, levels },
        },
        shop,
      );
      const asked = ["earn.points", "earn.units", "reward.units", "tiers.levels.1.threshold"];
      expect(read.ok ? {} : read.errors).toEqual(Object.fromEntries(asked.map((path) => [path, { code: "ambiguous" }])));
    }
    expect(["0,125", "1,5", "1250,50", "1000"].map((typed) => thresholdOf(typed, "spend", "KWD"))).toEqual([
      ...[125, 1_500, 1_250_500, 1_000_000],
    ]);
    expect(["1,5", "1250,50"].map((typed) => thresholdOf(typed, "spend", "EUR"))).toEqual([150, 125_050]);
    expect([thresholdOf("1.5", "spend", "JPY"), thresholdOf("1000", "spend", "JPY")]).toEqual(["1.5", 1_000]);
    const exact = { ...formOf(DEFAULT_RULES, shop), earn: { points: "0,125", units: "1000" } };
    expect(readForm(exact, shop)).toMatchObject({ ok: true, rules: { earn: { points: "0.125", units: "1000" } } });
  });

  test("never throws, whatever is sent", () => {
    fc.assert(
      fc.property(fc.anything(), (junk) => {
        expect(readForm(junk, shop)).toHaveProperty("ok");
      }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(formOf(FULL, shop))),
        fc.oneof(fc.anything(), fc.array(fc.anything())),
        (key, junk) => {
          expect(readForm({ ...formOf(FULL, shop), [key]: junk }, shop)).toHaveProperty("ok");
        },
      ),
    );
    const typed = fc.oneof(
      fc.string(),
      fc.constantFrom("1e9", "-1", "0x10", "∞", "1.000", "99999999999999999999", "\0", "1,5,5"),
    );
    fc.assert(
      fc.property(typed, typed, (one, other) => {
        const form = formOf(FULL, shop);
        const read = readForm(
          {
            ...form,
            earn: { points: one, units: other },
            pendingDays: other,
            multipliers: form.multipliers.map((rule) => ({ ...rule, factor: one, from: other })),
            tiers: form.tiers && { ...form.tiers, levels: form.tiers.levels.map((level) => ({ ...level, threshold: one })) },
          },
          shop,
        );
        expect(read.ok).toBe(false);
      }),
    );
  });
});

describe("parts", () => {
  test("say what differs, and can be taken one by one", () => {
    expect(changedParts(DEFAULT_RULES, FULL)).toEqual([...parts]);
    for (const part of parts) expect(changedParts(DEFAULT_RULES, withPart(DEFAULT_RULES, part, FULL))).toEqual([part]);
    expect(
      sameRules(
        parts.reduce((rules, part) => withPart(rules, part, FULL), DEFAULT_RULES),
        FULL,
      ),
    ).toBe(true);
  });
});

describe("local times", () => {
  test("are those of the shop's clocks, and come back as they were typed", () => {
    expect(localInstant("2026-11-27T00:00", "Europe/Berlin")?.toISOString()).toBe("2026-11-26T23:00:00.000Z");
    expect(localInstant("2026-07-27T00:00", "Europe/Berlin")?.toISOString()).toBe("2026-07-26T22:00:00.000Z");
    fc.assert(
      fc.property(
        fc.date({ min: new Date("2000-01-01"), max: new Date("2090-01-01"), noInvalidDate: true }),
        fc.constantFrom("Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"),
        (instant, zone) => {
          const typed = localText(instant, zone);
          const read = localInstant(typed, zone);
          expect(read === null ? null : localText(read, zone)).toBe(typed);
        },
      ),
    );
  });

  test.each(["", "now", "2026-02-30T00:00", "2026-13-01T00:00", "2026-01-01T24:00", "2026-01-01", "0001-01-01T00:00"])(
    "are not %j",
    (typed) => {
      expect(localInstant(typed, "Europe/Berlin")).toBeNull();
    },
  );
});
