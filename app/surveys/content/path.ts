import { ANY, bandOf, bands, END, scaleOf, type Answer, type Answers, type Definition, type Question } from "./survey.ts";

/** What the way can part by after a question; after one that has several answers or words, it is the same for all. */
export function outcomesOf({ type, options }: Pick<Question, "type" | "options">): string[] {
  if (type === "choice") return options.map(({ id }) => id);
  return type === "score" || type === "rating" ? [...bands] : [ANY];
}

function outcomeOf({ type }: Question, answer: Answer): string {
  if (typeof answer === "number") return bandOf(type, answer);
  return type === "choice" && typeof answer === "string" ? answer : ANY;
}

/** Whether a question can be answered so. */
export function isAnswer({ type, options }: Question, answer: Answer): boolean {
  const has = (id: string) => options.some((option) => option.id === id);
  switch (type) {
    case "score":
    case "rating":
      return typeof answer === "number" && scaleOf(type).includes(answer);
    case "choice":
      return typeof answer === "string" && has(answer);
    case "several":
      return Array.isArray(answer) && answer.every(has) && new Set(answer).size === answer.length;
    case "text":
      return typeof answer === "string";
  }
}

/** The way through a survey as far as it is answered: the questions in their order, and the one that comes next; null where it has ended. */
export type Path = { passed: Question[]; next: Question | null };

/**
 * Follows the answers from the first question on. What cannot be an answer counts as none. A branch that does not lead forward is taken
 * for the next question, so that every way ends after as many steps as there are questions.
 */
export function pathOf({ questions }: Definition, answers: Answers): Path {
  const passed: Question[] = [];
  let at = 0;
  for (let question = questions[at]; question !== undefined; question = questions[at]) {
    const answer = Object.hasOwn(answers, question.id) ? answers[question.id] : undefined;
    if (answer === undefined || !isAnswer(question, answer)) return { passed, next: question };
    passed.push(question);
    at = placeAfter(questions, at, outcomeOf(question, answer));
  }
  return { passed, next: null };
}

function placeAfter(questions: readonly Question[], at: number, outcome: string): number {
  const target = branchOf(questions[at], outcome);
  if (target === END) return questions.length;
  const found = questions.findIndex(({ id }) => id === target);
  return found > at ? found : at + 1;
}

function branchOf(question: Question | undefined, outcome: string): string | undefined {
  return question !== undefined && Object.hasOwn(question.next, outcome) ? question.next[outcome] : undefined;
}

/** What of the answers stands on the way that they lead: an answer that was changed may have left others behind. */
export function pruned(definition: Definition, answers: Answers): Answers {
  return Object.fromEntries(
    pathOf(definition, answers).passed.flatMap(({ id }) => {
      const answer = answers[id];
      return answer === undefined ? [] : [[id, answer]];
    }),
  );
}

/** Branches that lead back, to themselves, to nowhere, or that no answer takes: by question and outcome. None of them may be kept, so that there are no circles. */
export function wrongBranches({ questions }: Definition): { question: string; outcome: string }[] {
  return questions.flatMap((question, at) =>
    Object.entries(question.next).flatMap(([outcome, target]) => {
      const leads = target === END || questions.findIndex(({ id }) => id === target) > at;
      return leads && outcomesOf(question).includes(outcome) ? [] : [{ question: question.id, outcome }];
    }),
  );
}

/** Whether the survey ends with a question, whatever is answered. */
export function endsWith({ questions }: Definition, question: Question): boolean {
  const at = questions.findIndex(({ id }) => id === question.id);
  return outcomesOf(question).every((outcome) => placeAfter(questions, at, outcome) >= questions.length);
}

/** Questions that no answers lead to. */
export function unreachable({ questions }: Definition): string[] {
  const reached = new Set<number>([0]);
  questions.forEach((question, at) => {
    if (!reached.has(at)) return;
    for (const outcome of outcomesOf(question)) reached.add(placeAfter(questions, at, outcome));
  });
  return questions.flatMap(({ id }, at) => (reached.has(at) ? [] : [id]));
}
