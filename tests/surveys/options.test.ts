import { expect, it } from "vitest";

import { withOptions, withType } from "../../app/components/surveys/editor/options.ts";
import type { Question, SurveyLanguage } from "../../app/surveys/content/survey.ts";

const question: Question = {
  ...{ id: "why", type: "choice", ask: { de: "Warum?", en: "Why?" }, required: true },
  options: [
    { id: "o1", label: { de: "Teuer", en: "Dear" } },
    { id: "o2", label: { de: "Spät", en: "Late" } },
    { id: "o3", label: { de: "Anders", en: "Other" } },
  ],
  next: { o1: "end", o3: "more" },
};
const german = { ...question, options: question.options.map(({ id, label }) => ({ id, label: { ...label, en: "" } })) };

function type(text: string, language: SurveyLanguage = "de", from = question): Question {
  let made = 0;
  return withOptions(from, text, language, () => `new${++made}`);
}
const told = ({ options }: Question) => options.map(({ id, label }) => `${id} ${label.de}/${label.en}`);

it("an answer keeps its id, its other language and its branch wherever its line stands (issue 12)", () => {
  const without = type("Spät\nAnders");
  expect(told(without)).toEqual(["o2 Spät/Late", "o3 Anders/Other"]);
  expect(without.next).toEqual({ o3: "more" });
  expect(told(type("Other\nDear\nLate", "en"))).toEqual(["o3 Anders/Other", "o1 Teuer/Dear", "o2 Spät/Late"]);
  expect(told(type("Teuer\nFremd\nSpät\nAnders"))[1]).toBe("new1 Fremd/");
  expect(told(type("Zu teuer\nSpät\nAnders"))[0]).toBe("o1 Zu teuer/Dear");
});

it("writing the second language, letter by letter or at once, makes no new answers and loses none", () => {
  let written: Question = german;
  for (const text of ["D\n\n", "\n\n", "Dear\n\n", "Dear\nLate\n", "Dear\nLate\nOther"]) written = type(text, "en", written);
  expect(told(written)).toEqual(told(question));
  expect(told(type("Dear\nLate\nOther", "en", german))).toEqual(told(question));
  expect(told(type("", "en", german))).toEqual(told(german));
  expect(told(type("D", "en", german))).toEqual(["o1 Teuer/D", "o2 Spät/", "o3 Anders/"]);
});

it("a line that is emptied can be written anew or deleted, and an answer that only one language has goes with its line", () => {
  const emptied = type("\nSpät\nAnders");
  expect(told(emptied)[0]).toBe("o1 /Dear");
  expect(told(type("Spät\nAnders", "de", emptied))).toEqual(["o2 Spät/Late", "o3 Anders/Other"]);
  expect(told(type("", "de"))).toEqual([]);
  expect(told(type("\nSpät\nAnders", "de", german))[0]).toBe("new1 /");
});

it("a question of another kind is another question, to which the same answers lead (issue 12)", () => {
  const first = { ...question, id: "first", next: { o1: "why", o2: "end" } };
  const [leading, text] = withType([first, question], "why", "text", "anew");
  expect(text).toMatchObject({ id: "anew", type: "text", options: [], next: {}, ask: question.ask });
  expect(leading?.next).toEqual({ o1: "anew", o2: "end" });
  const [, several] = withType([first, question], "why", "several", "anew");
  expect(several).toMatchObject({ id: "why", type: "several", options: question.options });
});
