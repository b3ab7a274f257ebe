import { describe, expect, test } from "vitest";

import { draftField, draftOf, draftSchema, type Draft } from "../../app/achievements/content/draft.ts";
import { presets, presetTerms } from "../../app/achievements/content/presets.ts";
import { readDraft, type Errors } from "../../app/achievements/content/read-draft.ts";
import { challenge, streak } from "./terms.ts";

const KNOWN = { currency: "EUR", tiers: ["gold"], segmentIds: [3], rewardIds: [5] };
const base = draftOf(challenge("orders", 2, { points: 10 }), "EUR");
const of = (change: Partial<Draft>, currency = "EUR") => readDraft({ ...base, ...change }, { ...KNOWN, currency });
const texts = (en: string) => ({ en, de: "", fr: "", es: "", it: "", nl: "" });

describe("what the form says", () => {
  test.each(presets)("the ready-made %s is read back as it was, in money of any size", (preset) => {
    const [iso, units] = [
      (days: number) => `2026-12-${String(days).padStart(2, "0").slice(-2)}`,
      { EUR: 100, JPY: 1, KWD: 1_000 },
    ];
    for (const [currency, unit] of Object.entries(units)) {
      const terms = presetTerms(preset, (days) => iso(Math.min(days, 31)), unit);
      expect(readDraft(draftOf(terms, currency), { ...KNOWN, currency })).toEqual({ ok: true, terms });
      expect(Object.keys(terms.title).sort()).toEqual(["de", "en"]);
    }
  });

  test.each<[string, Partial<Draft>, Errors]>([
    ["no name", { titles: texts("  ") }, { titles: "required" }],
    ["too long a name", { titles: texts("x".repeat(81)) }, { titles: "too-long" }],
    ["too long a description", { descriptions: texts("x".repeat(301)) }, { descriptions: "too-long" }],
    ["no target", { target: "" }, { target: "required" }],
    ["a target of nothing", { target: "0" }, { target: "too-small" }],
    ["a negative target", { target: "-3" }, { target: "number" }],
    ["half an order", { target: "1.5" }, { target: "number" }],
    ["more than anybody orders", { target: "1001" }, { target: "too-large" }],
    ["a number in words", { target: "drei" }, { target: "number" }],
    ["SQL for a number", { target: "1; drop table achievements" }, { target: "number" }],
    ["an amount that can mean two", { goal: "spend", target: "1.234" }, { target: "ambiguous" }],
    ["no amount", { goal: "spend", target: "viel" }, { target: "money" }],
    ["an amount of nothing", { goal: "spend", target: "0,00" }, { target: "too-small" }],
    ["a fortune", { goal: "spend", target: "100000000" }, { target: "too-large" }],
    ["no first day", { from: "" }, { from: "required" }],
    ["a day of no calendar", { from: "2026-02-30" }, { from: "day" }],
    ["a day in words", { until: "tomorrow" }, { until: "day" }],
    ["an end before the beginning", { from: "2026-03-05", until: "2026-03-04" }, { until: "before" }],
    ["years of challenge", { until: "2028-03-04" }, { until: "long" }],
    ["no points where there are to be some", { points: "" }, { points: "required" }],
    ["points without end", { points: "1000001" }, { points: "too-large" }],
    ["negative points", { points: "-5" }, { points: "number" }],
    ["a reward of another shop", { brings: "reward", rewardId: "6" }, { rewardId: "unknown" }],
    ["no reward chosen", { brings: "reward", rewardId: "" }, { rewardId: "required" }],
    ["a tier that is gone", { audience: "tier", tier: "platinum" }, { tier: "unknown" }],
    ["a segment of another shop", { audience: "segment", audienceSegment: "4" }, { audienceSegment: "unknown" }],
    ["no place for anybody", { winners: "0" }, { winners: "too-small" }],
    ["places beyond counting", { winners: "100001" }, { winners: "too-large" }],
    ["a picture that is a script", { picture: "javascript:alert(1)" }, { picture: "picture" }],
    ["a picture without https", { picture: "http://example.com/a.png" }, { picture: "picture" }],
    ["a tag without a tag", { goal: "products", only: "tag", scope: " " }, { scope: "required" }],
    ["a collection in words", { goal: "products", only: "collection", scope: "summer" }, { scope: "unknown" }],
  ])("refuses %s", (_, change, errors) => {
    expect(of(change)).toEqual({ ok: false, errors });
  });

  test("refuses a goal of another kind, and forgives what another kind would ask for", () => {
    expect(of({ goal: "years" })).toMatchObject({ ok: false, errors: { goal: "unknown" } });
    const read = readDraft({ ...draftOf(streak(3), "EUR"), from: "nonsense", winners: "-1", brings: "nothing" }, KNOWN);
    expect(read.ok).toBe(true);
    expect(readDraft({ ...draftOf(streak(3), "EUR"), target: "1" }, KNOWN)).toEqual({
      ok: false,
      errors: { target: "too-small" },
    });
    expect(readDraft({ ...draftOf(streak(3), "EUR"), misses: "7" }, KNOWN)).toEqual({
      ok: false,
      errors: { misses: "too-large" },
    });
  });

  test("a badge brings no reward, whatever is sent", () => {
    const read = readDraft({ ...base, kind: "badge", brings: "reward", rewardId: "5" }, KNOWN);
    expect(read).toMatchObject({ ok: true, terms: { rewardId: null, challenge: null } });
  });

  test("decimals are read as either language writes them", () => {
    expect(of({ goal: "spend", target: "99,50" })).toMatchObject({ ok: true, terms: { target: 9_950 } });
    expect(of({ goal: "spend", target: "99.50" })).toMatchObject({ ok: true, terms: { target: 9_950 } });
    expect(of({ goal: "spend", target: "99.5" }, "JPY")).toEqual({ ok: false, errors: { target: "money" } });
  });

  test.each([
    ["nothing", ""],
    ["no JSON", "{"],
    ["null", "null"],
    ["another kind", JSON.stringify({ ...base, kind: "wheel" })],
    ["a prototype", '{"__proto__": {"kind": "badge"}}'],
    ["a list", "[]"],
    ["an icon that is none", JSON.stringify({ ...base, icon: "<svg>" })],
    ["an id with letters", JSON.stringify({ ...base, rewardId: "5 or 1=1" })],
    ["a novel", JSON.stringify({ ...base, scope: "x".repeat(40_000) })],
  ])("no form sends %s", (_, text) => {
    expect(draftField.safeParse(text).success).toBe(false);
  });

  test("what the database cannot keep is left out", () => {
    const read = draftSchema.parse({ ...base, titles: texts("A\u0000\ud800b") });
    expect(read.titles.en).toBe("A\ufffdb");
  });
});
