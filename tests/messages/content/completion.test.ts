import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { offersAt, take } from "../../../app/messages/content/document/completion.ts";
import { filterNames, readPlaceholders } from "../../../app/messages/content/document/placeholders.ts";
import { isKnown, isSure, variableNames } from "../../../app/messages/content/document/variables.ts";

/** `¦` is the caret. */
function at(marked: string, conditions?: boolean) {
  const caret = marked.indexOf("¦");
  const text = marked.replace("¦", "");
  return { text, offers: offersAt(text, caret, conditions) };
}
const names = (marked: string, conditions?: boolean) => at(marked, conditions).offers?.offers.map(({ name }) => name) ?? null;

/** Takes the first offer; what is selected then stands between `‹` and `›`. */
function taken(marked: string, sample = "Emma", name?: string): string {
  const { text, offers } = at(marked);
  const offer = offers?.offers.find((one) => name === undefined || one.name === name);
  if (offers == null || offer === undefined) throw new Error(`nothing offered in ${marked}`);
  const done = take(text, offers, offer, sample);
  const [from, to] = done.selection;
  return `${done.text.slice(0, from)}‹${done.text.slice(from, to)}›${done.text.slice(to)}`;
}

describe("what is offered", () => {
  test.each([
    ["Hello {{¦", variableNames],
    ["Hello {{ ¦ }}", variableNames],
    ["{{ first¦", ["first_name"]],
    ["{{ FIRST¦", ["first_name"]],
    ["{{ name¦", ["shop_name", "first_name", "points_name"]],
    // By what it means, in either language.
    ["{{ vorn¦", ["first_name"]],
    ["{{ balance¦", ["points"]],
    // Nothing is called so.
    ["{{ zzz¦", variableNames],
    ["{{ first_name | ¦", filterNames],
    ["{{ first_name | up¦", ["upcase"]],
    ['{{ first_name | default: "x" | ca¦', ["capitalize"]],
    ["{% ¦", ["if", "unless"]],
    ["{% if tier %}{% e¦", ["elsif", "else", "endif"]],
    ["{% if tier %}a{% else %}{% e¦", ["endif"]],
    ["{% unless tier %}{% e¦", ["else", "endunless"]],
    ["{% if ¦", variableNames],
    ["{% elsif poi¦", ["points_name", "points", "points_worth"]],
  ])("%s", (marked, expected) => expect(names(marked)).toEqual(expected));

  test.each([
    "Hello ¦",
    "{ ¦",
    "{{ first_name }}¦",
    "{{ first_name }} and ¦",
    '{{ first_name | default: "a¦',
    "¦{{ first",
    "{{\n¦",
    "{% endif ¦",
  ])("nothing: %s", (marked) => expect(names(marked)).toBeNull());

  test("no tags where no condition may stand", () => {
    expect(names("{% ¦", false)).toBeNull();
    expect(names("{{ tie¦", false)).toEqual(["tier"]);
  });

  test("words for the others only where the value may be missing", () => {
    const needs = (marked: string) => at(marked).offers?.offers.map((one) => one.kind === "variable" && one.needsFallback);
    expect(needs("{{ shop¦")).toEqual([false]);
    expect(needs("{{ first¦")).toEqual([true]);
    expect(needs("{% if first_name %}{{ first¦")).toEqual([false]);
    expect(needs("{% if first_name %}x{% endif %}{{ first¦")).toEqual([true]);
    expect(needs("{{ first_name }} {{ first¦")).toEqual([true]);
  });
});

describe("what is taken", () => {
  test.each([
    ["Hi {{ first¦!", 'Hi {{ first_name | default: "‹Emma›" }}!'],
    ["Hi {{¦", "Hi {{ shop_name }}‹›", "shop_name"],
    ["Hi {{ fi¦ }}!", 'Hi {{ first_name | default: "‹Emma›" }}!'],
    ["Hi {{fi¦rst_name}}!", 'Hi {{ first_name | default: "‹Emma›"}}!'],
    ['Hi {{ fi¦ | default: "x" }}!', 'Hi {{ first_name | default: "x" }}‹›!'],
    ["{{ shop_name | up¦", "{{ shop_name | upcase }}‹›"],
    ["{{ first_name |¦", '{{ first_name |default: "‹Emma›" }}', "default"],
    ["{{ shop_name | trun¦ }}", "{{ shop_name | truncate: ‹40› }}"],
    ["{%¦", "{% if ‹› %}", "if"],
    ["{% if ti¦ %}x", "{% if tier %}‹›x"],
    ["{% if tier %}x{% endi¦", "{% if tier %}x{% endif %}‹›"],
    ["{{ ti¦\n{{ shop_name }}", '{{ tier | default: "‹Emma›" }}\n{{ shop_name }}'],
  ])("%s", (marked, expected, name?: string) => expect(taken(marked, "Emma", name)).toBe(expected));

  test("is understood, and keeps all that stood around it", () => {
    const text = fc.stringMatching(/^[A-Za-zäöü ,.!\n]{0,20}$/);
    fc.assert(
      fc.property(
        text,
        text,
        fc.constantFrom("{{", "{{ ", "{{ po", "{{ n"),
        fc.nat(),
        fc.string(),
        (before, behind, mark, which, sample) => {
          const all = `${before}${mark}\n${behind}`;
          const offers = offersAt(all, before.length + mark.length);
          const offer = offers?.offers[which % offers.offers.length];
          if (offers == null || offer === undefined) throw new Error("nothing offered");
          const done = take(all, offers, offer, sample.replace(/\s/g, " "));
          expect(done.text.startsWith(before)).toBe(true);
          expect(done.text.endsWith(`\n${behind}`)).toBe(true);
          const problems = done.text.split("\n").flatMap((line) => readPlaceholders(line, { isKnown, isSure }).problems);
          expect(problems).toEqual([]);
        },
      ),
    );
  });
});
