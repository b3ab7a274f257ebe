import { bandOf, type Answers, type Definition } from "../content/survey.ts";
import type { SurveyKind } from "../content/kinds.ts";

export const MOST_TAGS = 10;
export const LONGEST_TAG = 40;
export const LONGEST_REPLY = 5_000;

/** What an answer asks of the team. `detractor`: 0 to 6 of an NPS; `attention`: it is dissatisfied, or says something in its own words. */
export type Weight = { detractor: boolean; attention: boolean };

export function weightOf(kind: SurveyKind, { questions }: Definition, answers: Answers): Weight {
  const [first] = questions;
  const value = first === undefined ? undefined : answers[first.id];
  const low = first !== undefined && typeof value === "number" && bandOf(first.type, value) === "low";
  const said = questions.some(({ id, type }) => type === "text" && typeof answers[id] === "string" && answers[id] !== "");
  return { detractor: kind === "nps" && low, attention: low || said };
}

/** Tags as they are typed, with commas between; each once, whatever its letters. Null where there are too many. */
export function readTags(typed: string): string[] | null {
  const tags = typed.split(",").flatMap((tag) => {
    const clean = tag.replace(/[\p{C}\s]+/gu, " ").trim();
    return clean === "" ? [] : [clean.slice(0, LONGEST_TAG)];
  });
  const unique = [...new Map(tags.map((tag) => [tag.toLowerCase(), tag])).values()];
  return unique.length > MOST_TAGS ? null : unique;
}

/** A reply as it is typed; null for none, and for one that is too long. */
export function readReply(typed: string): string | null {
  const text = typed
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{C}\n\u200d]/gu, "")
    .replace(/\n{2,}/g, "\n")
    .trim();
  return text === "" || text.length > LONGEST_REPLY ? null : text;
}
