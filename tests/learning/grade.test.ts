import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { givenIn, gradeOf, missingIn } from "../../app/learning/answers/grade.ts";
import { bodyHtml, wrongAddresses } from "../../app/messages/content/document/page-markup.ts";
import { readDraft, type Errors } from "../../app/learning/content/read-draft.ts";
import type { Terms } from "../../app/learning/content/terms.ts";
import { draft, question, RIGHT, WRONG } from "./stage.ts";

const KNOWN = { tiers: ["gold"], segmentIds: [3] };

function termsOf(what = draft()): Terms {
  const read = readDraft(what, KNOWN);
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  return read.terms;
}
const form = (fields: Record<string, string>) => new Map(Object.entries(fields));
const grade = (fields: Record<string, string>) => gradeOf(termsOf(), givenIn(termsOf(), form(fields)));

describe("grading", () => {
  test("a question is right when exactly its right answers were chosen", () => {
    expect(grade(RIGHT)).toEqual({ correct: 2, wrong: [], passed: true });
    expect(grade(WRONG)).toEqual({ correct: 0, wrong: ["q1", "q2"], passed: false });
    expect(grade({ q1: "a2", "q2-a1": "on", "q2-a2": "on", "q2-a3": "on" })).toMatchObject({ wrong: ["q2"], passed: false });
    // Neither every box at once, nor names and values that no form has.
    expect(grade({ q1: "a1,a2", "q1-a2": "on", q2: "a1", "q2-a1": "on", "q2-a3": "yes" })).toMatchObject({ correct: 0 });
  });

  test("what was not answered is missing, and what is no answer is none", () => {
    expect(missingIn(termsOf(), givenIn(termsOf(), form({ q1: "a9", "q2-a1": "on" })))).toEqual(["q1"]);
    expect(missingIn(termsOf(), givenIn(termsOf(), form({})))).toEqual(["q1", "q2"]);
  });

  test("whatever is sent: no more is right than follows from each question by itself", () => {
    const fields = fc.dictionary(
      fc.constantFrom("q1", "q2", "q1-a1", "q1-a2", "q2-a1", "q2-a2", "q2-a3"),
      fc.constantFrom("a1", "a2", "on", ""),
    );
    fc.assert(
      fc.property(fields, (sent) => {
        const first = sent["q1"] === "a2";
        const second = sent["q2-a1"] === "on" && sent["q2-a3"] === "on" && sent["q2-a2"] !== "on";
        expect(grade(sent)).toMatchObject({ correct: Number(first) + Number(second), passed: first && second });
      }),
    );
  });
});

describe("a draft", () => {
  const errors = (more: Parameters<typeof draft>[0]): Errors => {
    const read = readDraft(draft(more), KNOWN);
    return read.ok ? {} : read.errors;
  };
  test.each<[string, Parameters<typeof draft>[0], Errors]>([
    ["no title", { titles: { en: " ", de: "" } }, { titles: "required" }],
    ["one question", { questions: [question("q1", [1])], needed: "1" }, { questions: "questions" }],
    ["no right answer", { questions: [question("q1", []), question("q2", [1])] }, { "q1.answers": "right" }],
    ["only right answers", { questions: [question("q1", [1, 2, 3]), question("q2", [1])] }, { "q1.answers": "right" }],
    ["more needed than asked", { needed: "3" }, { needed: "too-large" }],
    ["no tries", { tries: "0" }, { tries: "too-small" }],
    ["points that are none", { points: "many" }, { points: "number" }],
    ["a script for a link", { bodies: { en: "[go](javascript:alert(1))", de: "" } }, {}],
    ["a link without the web", { bodies: { en: "[go](javascript:x)", de: "" } }, { bodies: "address" }],
    ["a picture without https", { bodies: { en: "![x](http://example.com/x.png)", de: "" } }, { bodies: "address" }],
    ["a video without https", { video: "http://example.com/v" }, { video: "address" }],
    ["a tier of another shop", { audience: "tier", tier: "silver" }, { tier: "unknown" }],
    ["a segment of another shop", { audience: "segment", segmentId: "4" }, { segmentId: "unknown" }],
  ])("%s", (_name, more, found) => expect(errors(more)).toEqual(found));
});

describe("a text", () => {
  test("has headings, lists, bold, links and pictures", () => {
    const text =
      "# Title\n\nFirst **bold** [here](https://example.com/a?b=1&c=2)\n\n![A cup](https://example.com/cup.png)\n\n- one\n- two";
    expect(wrongAddresses(text)).toEqual([]);
    expect(bodyHtml(text)).toBe(
      `<h2>Title</h2>\n<p>First <strong>bold</strong> <a href="https://example.com/a?b=1&#38;c=2" rel="noopener">here</a></p>\n<p><img src="https://example.com/cup.png" alt="A cup" loading="lazy"></p>\n<ul><li>one</li><li>two</li></ul>`,
    );
  });

  test.each([
    "<script>alert(1)</script>",
    "{{ shop.email }}{% raw %}",
    '[x](https://example.com/"onmouseover="alert(1))',
    '![x" onerror="alert(1)](https://example.com/x.png)',
    "[{{ shop }}](javascript:alert`1`)",
    "![x](data:image/svg+xml,<svg>)",
  ])("is never markup, Liquid or a script of its own: %s", (text) => {
    const html = bodyHtml(text);
    expect(html).not.toMatch(/<script|\{\{|\{%|javascript:[^<]*"|data:|<svg/);
    expect(
      html.replace(
        /<(p|\/p|a href="https:[^"<>]*" rel="noopener"|\/a|img src="https:[^"<>]*" alt="[^"<>]*" loading="lazy"|br)>/g,
        "",
      ),
    ).not.toMatch(/[<>"]/);
  });
});
