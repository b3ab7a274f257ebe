import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { checkSurvey, isSavable } from "../../app/surveys/content/check.ts";
import { isSurveyKind, kinds, surveyKinds } from "../../app/surveys/content/kinds.ts";
import { isAnswer, outcomesOf, pathOf, pruned, unreachable, wrongBranches } from "../../app/surveys/content/path.ts";
import {
  definitionSchema,
  END,
  questionTypes,
  scaleOf,
  type Answer,
  type Answers,
  type Definition,
  type Question,
} from "../../app/surveys/content/survey.ts";

const ids = ["q0", "q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8", "q9"];
const none = { de: "", en: "" };

/** Surveys as somebody could write them, with branches that lead anywhere. */
const surveys: fc.Arbitrary<Definition> = fc
  .array(
    fc.record({
      type: fc.constantFrom(...questionTypes),
      options: fc.integer({ min: 0, max: 4 }),
      required: fc.boolean(),
      targets: fc.array(fc.constantFrom(...ids, END, "nowhere", ""), { minLength: 5, maxLength: 5 }),
      named: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    }),
    { minLength: 1, maxLength: 10 },
  )
  .map((drawn) => ({
    ...{ intro: none, thanks: none },
    questions: drawn.map(({ type, options, required, targets, named }, at): Question => {
      const listed = Array.from({ length: options }, (_, place) => ({ id: `o${place}`, label: { de: "Ja", en: "Yes" } }));
      const question = { id: ids[at] ?? "", type, ask: { de: "Was?", en: "What?" }, options: listed, required, next: {} };
      const next = outcomesOf(question).flatMap((outcome, place) =>
        named[place % 5] === true ? [[outcome, targets[place % 5] ?? ""] as const] : [],
      );
      return { ...question, next: Object.fromEntries(next) };
    }),
  }));

/** Answers to all of it, some of which are none. */
const answersTo = ({ questions }: Definition): fc.Arbitrary<Answers> =>
  fc
    .tuple(...questions.map((question) => answerTo(question)))
    .map((given) =>
      Object.fromEntries(questions.flatMap(({ id }, at) => (given[at] === undefined ? [] : [[id, given[at]] as const]))),
    );
const answerTo = ({ type, options }: Question): fc.Arbitrary<Answer | undefined> => {
  const known = options.map(({ id }) => id);
  const scale = scaleOf(type);
  const right: fc.Arbitrary<Answer | undefined> =
    scale.length > 0
      ? fc.constantFrom(...scale)
      : type === "text"
        ? fc.string()
        : type === "several"
          ? fc.subarray(known)
          : fc.constantFrom(...known, undefined);
  return fc.oneof(
    { weight: 9, arbitrary: right },
    { weight: 1, arbitrary: fc.constantFrom<Answer | undefined>(undefined, 11, "__proto__", ["x"]) },
  );
};
const withAnswers = surveys.chain((definition) => answersTo(definition).map((answers) => ({ definition, answers })));

describe("the way through a survey", () => {
  it("always ends, asks no question twice and leads forward, whatever was written and answered", () => {
    fc.assert(
      fc.property(withAnswers, ({ definition, answers }) => {
        const { passed, next } = pathOf(definition, answers);
        const places = passed.map(({ id }) => ids.indexOf(id));
        expect(places).toEqual([...places].sort((one, other) => one - other));
        expect(new Set(places).size).toBe(places.length);
        if (next !== null) expect(places.every((place) => place < ids.indexOf(next.id))).toBe(true);
        for (const question of passed) expect(isAnswer(question, answers[question.id] ?? "none")).toBe(true);
      }),
    );
  });

  it("what is left of answers leads the same way, and leaves nothing more behind", () => {
    fc.assert(
      fc.property(withAnswers, ({ definition, answers }) => {
        const left = pruned(definition, answers);
        expect(pathOf(definition, left)).toEqual(pathOf(definition, answers));
        expect(pruned(definition, left)).toEqual(left);
      }),
    );
  });

  it("a branch that leads back, to itself or nowhere is found, and nothing else is: a walk through all outcomes agrees", () => {
    fc.assert(
      fc.property(surveys, (definition) => {
        const { questions } = definition;
        const expected = questions.flatMap(({ id, next }, at) =>
          Object.entries(next).flatMap(([outcome, target]) => {
            const later = questions.slice(at + 1).some((one) => one.id === target);
            return target === END || later ? [] : [`${id} ${outcome}`];
          }),
        );
        expect(wrongBranches(definition).map(({ question, outcome }) => `${question} ${outcome}`)).toEqual(expected);
      }),
    );
  });

  it("who is said never to be asked is on no way, and everybody else is on one", () => {
    fc.assert(
      fc.property(
        surveys.filter((definition) => wrongBranches(definition).length === 0 && definition.questions.length <= 5),
        (definition) => {
          const reached = new Set<string>();
          const walk = (answers: Answers): void => {
            const { passed, next } = pathOf(definition, answers);
            for (const { id } of passed) reached.add(id);
            if (next === null) return;
            reached.add(next.id);
            for (const answer of oneOfEach(next)) walk({ ...answers, [next.id]: answer });
          };
          walk({});
          const never = definition.questions.flatMap(({ id }) => (reached.has(id) ? [] : [id]));
          const dead = definition.questions.some(({ type, options }) => type === "choice" && options.length === 0);
          if (!dead) expect(unreachable(definition)).toEqual(never);
        },
      ),
    );
  });
});

function oneOfEach({ type, options }: Question): Answer[] {
  if (type === "choice") return options.map(({ id }) => id);
  if (type === "score") return [0, 7, 9];
  if (type === "rating") return [1, 3, 4];
  return type === "several" ? [[]] : [""];
}

describe("each kind", () => {
  it.each(surveyKinds)("%s begins with something that can be saved, in both languages, and warns of nothing", (kind) => {
    const { definition, first } = kinds[kind];
    expect(definitionSchema.parse(definition)).toEqual(definition);
    expect(checkSurvey(kind, definition)).toEqual([]);
    if (first !== null) expect(definition.questions[0]?.type).toBe(first);
  });

  it("asks promoters, passives and detractors of the NPS something else, and nobody everything", () => {
    const { definition } = kinds.nps;
    expect([9, 7, 6].map((score) => pathOf(definition, { recommend: score }).next?.id)).toEqual(["like", "missing", "better"]);
    expect(pathOf(definition, { recommend: 3, better: "Zu spät" }).next).toBeNull();
    expect(pathOf(definition, { recommend: 8, missing: "" }).next).toBeNull();
  });

  it("does not take another first question than its own, nor what has no words", () => {
    const definition = structuredClone(kinds.nps.definition);
    const [first] = definition.questions;
    if (first !== undefined) first.type = "rating";
    expect(isSavable(checkSurvey("nps", definition))).toBe(false);
    expect(isSavable(checkSurvey("free", definition))).toBe(true);
    if (first !== undefined) first.ask = { de: " ", en: "" };
    expect(checkSurvey("free", definition).map(({ rule }) => rule)).toContain("ask-missing");
    expect([isSurveyKind("nps"), isSurveyKind("__proto__")]).toEqual([true, false]);
  });
});
