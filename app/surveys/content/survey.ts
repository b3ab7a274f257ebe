import { z } from "zod";

/** Stays while a question is moved and edited: answers and branches name it. */
const id = z.string().regex(/^[a-z0-9-]{1,40}$/);

export const surveyLanguages = ["de", "en"] as const;
export type SurveyLanguage = (typeof surveyLanguages)[number];

export const MOST_QUESTIONS = 10;
export const MOST_OPTIONS = 12;
/** Characters of an answer in the reader's own words. */
export const LONGEST_TEXT = 2_000;

/** Empty where it is not written: the other language stands in. */
const words = (max: number) => z.object({ de: z.string().max(max), en: z.string().max(max) });
export type Words = Record<SurveyLanguage, string>;

/** "score" is 0 to 10, "rating" 1 to 5, "choice" one option, "several" any of them, "text" the reader's own words. */
export const questionTypes = ["score", "rating", "choice", "several", "text"] as const;
export type QuestionType = (typeof questionTypes)[number];

/** Kinds of question whose answers count together: a question keeps its id only among them. */
export function alike(type: QuestionType): QuestionType[] {
  return type === "choice" || type === "several" ? ["choice", "several"] : [type];
}

/** What an answer can come to where the way may part: the bands of a scale, or an option's id. */
export const bands = ["low", "middle", "high"] as const;
export type Band = (typeof bands)[number];

/** The outcome of an answer that has no bands. */
export const ANY = "any";
/** Where nothing follows. */
export const END = "end";

const questionSchema = z.object({
  id,
  type: z.enum(questionTypes),
  ask: words(300),
  options: z.array(z.object({ id, label: words(200) })).max(MOST_OPTIONS),
  /** One that need not be answered can be left out. */
  required: z.boolean(),
  /** By what an answer comes to: the id of a later question, or the end. What is not named leads to the next one. */
  next: z.record(z.string().max(40), z.string().max(40)),
});

/** Everything that a survey asks: what a version of it keeps. */
export const definitionSchema = z.object({
  /** Above the first question; may be empty. */
  intro: words(1_000),
  /** After the last answer; empty: ours. */
  thanks: words(1_000),
  questions: z
    .array(questionSchema)
    .min(1)
    .max(MOST_QUESTIONS)
    .refine((all) => new Set(all.map((one) => one.id)).size === all.length, "two questions with one id"),
});
export type Question = z.infer<typeof questionSchema>;
export type Definition = z.infer<typeof definitionSchema>;

/** A number of a scale, an option, several of them, or text. */
export const answerSchema = z.union([
  z.number().int().min(0).max(10),
  z.string().max(LONGEST_TEXT),
  z.array(id).max(MOST_OPTIONS),
]);
export type Answer = z.infer<typeof answerSchema>;
/** By question. */
export const answersSchema = z.record(z.string(), answerSchema);
export type Answers = z.infer<typeof answersSchema>;

/** In the first of these languages in which it is written; empty where it is in none. @param wanted BCP 47, in order of preference */
export function wordsIn(written: Words, ...wanted: (string | null)[]): string {
  const language = languageIn(written, ...wanted);
  return language === undefined ? "" : written[language];
}

/** Which language that is; undefined where it is written in none. */
export function languageIn(written: Words, ...wanted: (string | null)[]): SurveyLanguage | undefined {
  const named = wanted.map((locale) => (locale ?? "").toLowerCase().split(/[-_]/)[0]);
  const preferred = named.flatMap((name) => surveyLanguages.filter((known) => known === name));
  return [...preferred, ...surveyLanguages].find((language) => written[language].trim() !== "");
}

/** The numbers of a scale; empty for what is none. */
export function scaleOf(type: QuestionType): number[] {
  if (type === "score") return Array.from({ length: 11 }, (_, at) => at);
  return type === "rating" ? [1, 2, 3, 4, 5] : [];
}

/** Of a score as the Net Promoter Score has it: detractors, passives, promoters; of a rating, 4 and 5 are satisfied. */
export function bandOf(type: QuestionType, value: number): Band {
  const [middle, high] = type === "score" ? [7, 9] : [3, 4];
  return value >= high ? "high" : value >= middle ? "middle" : "low";
}

/** An answer as somebody reads it. @param locales in order of preference */
export function answerWords(question: Question, answer: Answer | undefined, ...locales: (string | null)[]): string {
  if (answer === undefined) return "";
  if (typeof answer === "number") return String(answer);
  const label = (id: string) => {
    const option = question.options.find((one) => one.id === id);
    return option === undefined ? id : wordsIn(option.label, ...locales);
  };
  if (Array.isArray(answer)) return answer.map(label).join(", ");
  return question.type === "choice" ? label(answer) : answer;
}
