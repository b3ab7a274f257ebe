import { describe, expect, test } from "vitest";

import { draftOf, withoutPrize, withPrize, type Draft } from "../../app/draws/content/draft.ts";
import { againAt, periodAt } from "../../app/draws/content/days.ts";
import { presetTerms } from "../../app/draws/content/presets.ts";
import { readDraft, sumOf, type Errors } from "../../app/draws/content/read-draft.ts";
import { drawKinds } from "../../app/draws/content/terms.ts";

const AROUND = { name: "Morgenrot", contact: "Morgenrot GmbH\nAm Hafen 1", from: "2026-12-01", until: "2026-12-24" };
const draft = (change: Partial<Draft> = {}): Draft => ({
  ...draftOf({ handle: "wheel", terms: presetTerms("wheel", AROUND) }),
  ...change,
});
const first = (change: object): Partial<Draft> => ({
  prizes: draft().prizes.map((prize, index) => (index === 0 ? { ...prize, ...change } : prize)),
});

describe("the form of a draw", () => {
  test.each(drawKinds)("a ready-made %s makes sense as it is, in either language's decimals", (kind) => {
    const terms = presetTerms(kind, AROUND);
    for (const locale of ["en", "de"])
      expect(readDraft(draftOf({ handle: "x", terms }, locale), { rewardIds: [] })).toEqual({ ok: true, handle: "x", terms });
    expect(terms.rules["de"]).toContain("Veranstalter: Morgenrot GmbH, Am Hafen 1.");
  });

  const wrong: [string, Partial<Draft>, Errors][] = [
    ["odds below the whole", first({ percent: "24.9999" }), { prizes: "sum" }],
    ["odds above the whole", first({ percent: "25,0001" }), { prizes: "sum" }],
    ["finer odds than a millionth", first({ percent: "25.00001" }), { "p1.percent": "percent", prizes: "sum" }],
    ["odds of nothing", first({ percent: "0" }), { "p1.percent": "percent", prizes: "sum" }],
    ["no odds", first({ percent: "" }), { "p1.percent": "required", prizes: "sum" }],
    ["one prize", { prizes: draft().prizes.slice(0, 1) }, { prizes: "too-few" }],
    ["a prize without end", first({ stock: "" }), { "p1.stock": "required" }],
    ["a stock of none", first({ stock: "0" }), { "p1.stock": "too-small" }],
    ["a stock beyond all", first({ stock: "100.001" }), { "p1.stock": "too-large" }],
    ["somebody else's reward", first({ kind: "reward", rewardId: "7" }), { "p1.rewardId": "unknown" }],
    ["points that are none", first({ points: "ten" }), { "p1.points": "number" }],
    ["a nameless prize", first({ titles: { en: " ", de: "" } }), { "p1.titles": "required" }],
    ["days in disorder", { until: "2026-11-30" }, { until: "before" }],
    ["more than a year", { until: "2027-12-24" }, { until: "long" }],
    ["a day that is none", { from: "2026-02-30" }, { from: "day" }],
    ["an address with a slash", { handle: "../admin" }, { handle: "handle" }],
    ["no rules", { rules: { en: "", de: "" } }, { rules: "required" }],
    ["a run of no days", { limit: "days", days: "0" }, { days: "too-small" }],
    ["a fallback that is gone", { fallback: "p9" }, { fallback: "unknown" }],
  ];
  test.each(wrong)("says what is wrong with %s", (_name, change, errors) => {
    expect(readDraft(draft(change), { rewardIds: [1] })).toEqual({ ok: false, errors });
  });

  test("a prize that is added makes up the whole, and one that is removed is no fallback any more", () => {
    const fewer = withoutPrize(draft({ fallback: "p3" }), "p3");
    expect([fewer.fallback, sumOf(fewer.prizes)]).toEqual(["", 850_000]);
    const more = withPrize(fewer, "15");
    expect(more.prizes.at(-1)?.key).toBe("p3");
    expect(readDraft(more, { rewardIds: [] })).toMatchObject({ ok: true });
  });
});

describe("periods", () => {
  const terms = { from: "2026-03-23", until: "2026-04-12", everyDays: 7 };
  test("are runs of days of the shop, also when clocks are changed", () => {
    const at = (iso: string) => periodAt(terms, new Date(iso), "Europe/Berlin");
    expect(at("2026-03-22T23:00:00Z")).toBe(0);
    expect(at("2026-03-29T21:59:59Z")).toBe(0);
    expect(at("2026-03-29T22:00:00Z")).toBe(1);
    expect(againAt(terms, 0, "Europe/Berlin")).toEqual(new Date("2026-03-29T22:00:00Z"));
    expect(againAt(terms, 2, "Europe/Berlin")).toBe(null);
    expect(againAt({ ...terms, everyDays: null }, 0, "Europe/Berlin")).toBe(null);
  });
});
