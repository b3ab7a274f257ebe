import { noteAt, readTexts, readWhole } from "../../lib/typed-fields.ts";
import { isPictureAddress } from "../../lib/web-address.ts";
import type { Texts } from "../../program/rules/texts.ts";
import { readAudience } from "../../segments/audience/audience.ts";
import { wrongAddresses } from "../../messages/content/document/page-markup.ts";
import type { Draft, QuestionDraft } from "./draft.ts";
import {
  FEWEST_ANSWERS,
  FEWEST_QUESTIONS,
  LONGEST_BODY,
  MOST_ANSWERS,
  MOST_POINTS,
  MOST_QUESTIONS,
  MOST_TRIES,
  termsSchema,
  type Question,
  type Terms,
} from "./terms.ts";

export type Issue =
  "required" | "number" | "too-small" | "too-large" | "too-long" | "address" | "unknown" | "right" | "answers" | "questions";
type QuestionField = "texts" | "why" | "answers";
export type Field = Exclude<keyof Draft, "audience"> | `${string}.${QuestionField}`;
/** By field of the form; of a question by its key and field. */
export type Errors = { [One in Field]?: Issue };
/** What a module may refer to. */
export type Known = { tiers: readonly string[]; segmentIds: readonly number[] };
export type ReadDraft = { ok: true; terms: Terms } | { ok: false; errors: Errors };

export const TITLE_LIMIT = 120;
export const TEXT_LIMIT = 300;

/** Makes a version of what was typed, or says field by field what is missing or wrong. */
export function readDraft(draft: Draft, known: Known): ReadDraft {
  const errors: Errors = {};
  const title = textsIn("titles", draft.titles, TITLE_LIMIT, errors);
  const body = textsIn("bodies", draft.bodies, LONGEST_BODY, errors);
  if (Object.values(body).some((text) => wrongAddresses(text).length > 0)) errors.bodies ??= "address";
  const video = draft.video.trim();
  if (video !== "" && !isPictureAddress(video)) errors.video = "address";
  const count = draft.questions.length;
  if (count < FEWEST_QUESTIONS || count > MOST_QUESTIONS) errors.questions = "questions";
  const [audience, wrong] = readAudience(draft, known);
  Object.assign(errors, wrong);
  const terms: Terms = {
    ...{ title, body, video: video === "" ? null : video, ...audience },
    questions: draft.questions.map((question) => questionIn(question, errors)),
    needed: whole("needed", draft.needed, count, errors),
    tries: whole("tries", draft.tries, MOST_TRIES, errors),
    points: draft.points.trim() === "" ? 0 : whole("points", draft.points, MOST_POINTS, errors),
  };
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const read = termsSchema.safeParse(terms);
  return read.success ? { ok: true, terms: read.data } : { ok: false, errors: { questions: "questions" } };
}

function questionIn({ key, texts, why, answers }: QuestionDraft, errors: Errors): Question {
  const own = `${key}.answers` as const;
  if (answers.length < FEWEST_ANSWERS || answers.length > MOST_ANSWERS) errors[own] = "answers";
  const isRight = answers.map(({ right }) => right);
  if (!isRight.includes(true) || !isRight.includes(false)) errors[own] ??= "right";
  const said = Object.values(why).some((text) => text.trim() !== "");
  return {
    ...{ key, text: textsIn(`${key}.texts`, texts, TEXT_LIMIT, errors) },
    why: said ? textsIn(`${key}.why`, why, TEXT_LIMIT, errors) : null,
    answers: answers.map((answer) => ({ ...answer, text: textsIn(own, answer.texts, TEXT_LIMIT, errors) })),
  };
}

function textsIn(field: Field, texts: Readonly<Record<string, string>>, limit: number, errors: Errors): Texts {
  return noteAt<Field, Issue, Texts>(errors, field, readTexts(texts, limit), {});
}

function whole(field: Field, text: string, most: number, errors: Errors): number {
  return noteAt<Field, Issue, number>(errors, field, readWhole(text, 1, most), 1);
}
