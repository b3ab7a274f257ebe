import type { Given, ToPage, ToWorker } from "./messages.ts";

/** A value that changes while an extension runs, as Shopify hands it out. */
export type Signal = { readonly value: unknown; subscribe: (heard: (value: unknown) => void) => () => void };

/** The page around an extension, as its worker knows it. */
export type PageOfWorker = {
  say: (message: ToPage) => void;
  /** Asks the page for something. Rejects as the page refuses. */
  ask: (name: string, about?: unknown) => Promise<unknown>;
  answered: (answer: Extract<ToWorker, { kind: "answer" }>) => void;
  /** What the page gives by a name, now and as it changes. */
  signal: (name: string, first: unknown) => Signal;
  changed: (given: Given) => void;
};

export function createPage(say: (message: ToPage) => void): PageOfWorker {
  const questions = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const values = new Map<string, unknown>();
  const ears = new Map<string, Set<(value: unknown) => void>>();
  let asked = 0;
  return {
    say,
    ask: (name, about) =>
      new Promise((resolve, reject) => {
        const question = (asked += 1);
        questions.set(question, { resolve, reject });
        say({ kind: "ask", question, name, about });
      }),
    answered: ({ question, value, error }) => {
      const waiting = questions.get(question);
      questions.delete(question);
      if (error === null) waiting?.resolve(value);
      else waiting?.reject(new Error(error));
    },
    signal: (name, first) => {
      values.set(name, first);
      const listening = new Set<(value: unknown) => void>();
      ears.set(name, listening);
      return {
        get value() {
          return values.get(name);
        },
        subscribe: (heard) => {
          listening.add(heard);
          return () => listening.delete(heard);
        },
      };
    },
    changed: (given) => {
      for (const [name, value] of Object.entries(given)) {
        values.set(name, value);
        for (const heard of ears.get(name) ?? []) heard(value);
      }
    },
  };
}
