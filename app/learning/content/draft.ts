import { z } from "zod";

import { jsonField } from "../../lib/fields.ts";
import { answerKey, questionKey } from "./terms.ts";

/** Languages in which a merchant words a module. */
export const textLocales = ["en", "de"] as const;
export type TextLocale = (typeof textLocales)[number];

const clean = (text: string) => text.replaceAll("\0", "").toWellFormed();
const field = z.string().max(1_000).transform(clean);
const longText = z.string().max(25_000).transform(clean);
const texts = z.object({ en: field, de: field });

const answerDraftSchema = z.object({ key: answerKey, texts, right: z.boolean() });
const questionDraftSchema = z.object({ key: questionKey, texts, why: texts, answers: z.array(answerDraftSchema).max(9) });
export type AnswerDraft = z.infer<typeof answerDraftSchema>;
export type QuestionDraft = z.infer<typeof questionDraftSchema>;

/** A module as its form holds it: what was typed, as text. It may be saved half done; whether it can be published, `readDraft` says. */
export const draftSchema = z.object({
  ...{ titles: texts, bodies: z.object({ en: longText, de: longText }), video: z.string().max(2_000).transform(clean) },
  audience: z.enum(["all", "tier", "segment"]),
  ...{ tier: z.string().max(40), segmentId: z.string().regex(/^\d{0,9}$/) },
  ...{ needed: field, tries: field, points: field },
  questions: z.array(questionDraftSchema).max(20),
});
export type Draft = z.infer<typeof draftSchema>;

/** A form's field that holds a draft. */
export const draftField = jsonField(150_000).pipe(draftSchema);

const NO_TEXTS = { en: "", de: "" };

/** A module to begin with. */
export function emptyDraft(): Draft {
  return {
    ...{ titles: { en: "New module", de: "Neues Modul" }, bodies: NO_TEXTS, video: "" },
    ...{ audience: "all", tier: "", segmentId: "", needed: "2", tries: "3", points: "" },
    questions: [emptyQuestion("q1"), emptyQuestion("q2")],
  };
}

function emptyQuestion(key: string): QuestionDraft {
  return { key, texts: NO_TEXTS, why: NO_TEXTS, answers: [emptyAnswer("a1", true), emptyAnswer("a2", false)] };
}

function emptyAnswer(key: string, right: boolean): AnswerDraft {
  return { key, texts: NO_TEXTS, right };
}

/** The first key that is free: what was removed may come back, and only within a version does a key mean anything. */
function freeKey(letter: "q" | "a", taken: readonly { key: string }[]): string {
  let number = 1;
  while (taken.some(({ key }) => key === `${letter}${number}`)) number += 1;
  return `${letter}${number}`;
}

export function withQuestion(draft: Draft): Draft {
  return { ...draft, questions: [...draft.questions, emptyQuestion(freeKey("q", draft.questions))] };
}

export function withAnswer(question: QuestionDraft): QuestionDraft {
  return { ...question, answers: [...question.answers, emptyAnswer(freeKey("a", question.answers), false)] };
}
