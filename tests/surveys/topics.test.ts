import fc from "fast-check";
import { describe, expect, it, test } from "vitest";

import { cellsOf, type CellCount } from "../../app/insights/survey-results/cells.ts";
import { ENOUGH } from "../../app/insights/survey-results/score.ts";
import { FEWEST_TEXTS, topicsOf } from "../../app/insights/survey-results/topics.ts";
import { computedSeconds } from "../support/cpu.ts";

const SAID = [
  "Das Paket kam viel zu spät, die Lieferung hat zwei Wochen gedauert.",
  "Die Lieferung war langsam.",
  "Lieferungen dauern bei euch immer sehr lange!",
  "Delivery took ages, the parcel was late",
  "The parcel was damaged on delivery",
  "Slow delivery, please be faster",
  "Die Verpackung war voller Plastik",
  "Zu viel Plastik in der Verpackung",
  "Weniger Plastik wäre schön",
  "Sizes run small",
  "The size was wrong",
  "I would like more sizes",
  "Alles prima",
];

describe("what texts are about (issue 12)", () => {
  it("is what several share, in either language, whatever its ending, each text in one topic", () => {
    const topics = topicsOf(SAID);
    const about = (word: string) => topics.find(({ words }) => words.some((one) => one.includes(word)))?.texts;
    expect(about("Lieferung")).toEqual([0, 1, 2]);
    expect(about("delivery")).toEqual([3, 4, 5]);
    expect(about("Plastik")).toEqual([6, 7, 8]);
    expect(about("size")).toEqual([9, 10, 11]);
    expect(topics.flatMap(({ texts }) => texts)).not.toContain(12);
  });

  it("is called as it is written within sentences: German nouns with their capital, other words without", () => {
    const names = (texts: string[]) => topicsOf(texts).map(({ words }) => words.join());
    expect(names(["Die Lieferung kam", "Lieferung!", "Spät. Lieferung", "Wieder keine Lieferung"])).toEqual(["Lieferung"]);
    expect(names(["Delivery took ages", "“Delivery!”", "No delivery", "Delivery"])).toEqual(["delivery"]);
    expect(names(["Sizes", "Sizes!", "Sizes?"])).toEqual(["Sizes"]);
  });

  it("is nothing where there is too little, or nothing but small words", () => {
    expect(topicsOf([])).toEqual([]);
    expect(topicsOf(["Lieferung", "Lieferung"])).toEqual([]);
    expect(topicsOf(["das ist gut", "das ist gut", "very good", "12345 !!! 😀", ""])).toEqual([]);
  });

  const word = fc.constantFrom(
    "Lieferung",
    "Pakete",
    "parcels",
    "späät",
    "price",
    "__proto__",
    "constructor",
    "toString",
    "$1",
    "größe",
  );
  const text = fc.oneof(
    fc.array(word, { maxLength: 8 }).map((words) => words.join(" ")),
    fc.string({ unit: "binary", maxLength: 60 }),
  );
  const texts = fc.array(text, { maxLength: 40 });

  test("the same texts give the same topics, in whatever order they come; none stands in two, and all have enough", () => {
    fc.assert(
      fc.property(texts, fc.infiniteStream(fc.nat()), (given, draws) => {
        const order = given.map((_, at) => ({ at, draw: draws.next().value as number }));
        const mixed = order.toSorted((one, other) => one.draw - other.draw || one.at - other.at).map(({ at }) => at);
        const named = (topics: ReturnType<typeof topicsOf>, of: (at: number) => number) =>
          topics
            .map(
              ({ words, texts: own }) =>
                `${words.join()}:${own
                  .map(of)
                  .sort((a, b) => a - b)
                  .join()}`,
            )
            .sort();
        const topics = topicsOf(given);
        expect(named(topicsOf(mixed.map((at) => given[at] ?? "")), (at) => mixed[at] ?? -1)).toEqual(named(topics, (at) => at));
        const all = topics.flatMap(({ texts: own }) => own);
        expect(new Set(all).size).toBe(all.length);
        for (const topic of topics) {
          expect(topic.texts.length).toBeGreaterThanOrEqual(FEWEST_TEXTS);
          expect(topic.words.length).toBeGreaterThan(0);
          for (const one of topic.words) expect(one).toMatch(/^[\p{L}\p{M} ]+$/u);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("takes as long as the page can wait, however much was written", async () => {
    const many = Array.from({ length: 2_000 }, (_, at) =>
      Array.from(
        { length: 150 },
        (_unused, place) =>
          `wort${String.fromCharCode(97 + ((at * 7 + place * 13) % 26))}${String.fromCharCode(97 + ((at + place * place) % 26))}`,
      ).join(" "),
    );
    expect(await computedSeconds(() => topicsOf(many))).toBeLessThan(8);
  });
});

describe("results in parts (issue 12)", () => {
  const many = (key: string, count: number, score = 9): CellCount => ({ key, label: null, score, count });
  const told = (counts: readonly CellCount[], parts: boolean, whole = counts.reduce((sum, { count }) => sum + count, 0)) =>
    cellsOf("score", counts, whole, parts).map(({ key, of, score }) => `${key} ${of} ${score === null ? "hidden" : "told"}`);

  it.each<[string, CellCount[], boolean, string[]]>([
    ["enough in each", [many("email", 40), many("link", 30)], true, ["email 40 told", "link 30 told"]],
    [
      "too few in one: the next smallest is hidden with it",
      [many("email", 100), many("account", 50), many("link", 5)],
      true,
      ["email 100 told", "account 50 hidden", "link 5 hidden"],
    ],
    ["too few in one of two: none is told", [many("email", 100), many("link", 29)], true, ["email 100 hidden", "link 29 hidden"]],
    [
      "too few in several, together enough",
      [many("email", 100), many("a", 20), many("b", 15)],
      true,
      ["email 100 told", "a 20 hidden", "b 15 hidden"],
    ],
    ["one alone", [many("email", 30)], true, ["email 30 told"]],
    ["one alone with too few", [many("email", 29)], true, ["email 29 hidden"]],
    ["a segment that lacks but a few", [many("vip", 95), many("new", 40)], false, ["vip 95 hidden", "new 40 told"]],
    ["a segment that has all", [many("all", 100)], false, ["all 100 told"]],
  ])("%s", (_name, counts, parts, expected) => {
    expect(told(counts, parts, parts ? undefined : 100)).toEqual(expected);
  });

  test("what is hidden of parts of a whole is never fewer than enough, and never told by subtraction", () => {
    const counts = fc.array(fc.nat({ max: 80 }), { maxLength: 8 });
    fc.assert(
      fc.property(counts, (sizes) => {
        const cells = cellsOf(
          "score",
          sizes.flatMap((count, at) => (count === 0 ? [] : [many(`k${at}`, count)])),
          sizes.reduce((sum, count) => sum + count, 0),
          true,
        );
        const hidden = cells.filter(({ score }) => score === null);
        const sum = hidden.reduce((all, { of }) => all + of, 0);
        expect(sum === 0 || sum >= ENOUGH || hidden.length === cells.length).toBe(true);
        for (const { of, score } of cells) if (score !== null) expect(of).toBeGreaterThanOrEqual(ENOUGH);
      }),
    );
  });
});
