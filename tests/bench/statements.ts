import pg from "pg";

/**
 * What one piece of work asked of PostgreSQL, as its client saw it. `ms`: while at least one statement was sent and its answer not read; `flights`: how often
 * that began.
 */
export type Waits = { statements: number; flights: number; ms: number };

type Query = (...args: unknown[]) => unknown;

/**
 * Measures the statements of work that runs alone in this process. They are counted where every client of `pg` sends them, whichever pool it is of; the time of
 * those that travel together counts once.
 */
export async function countingStatements(work: () => Promise<unknown>): Promise<Waits> {
  const waits: Waits = { statements: 0, flights: 0, ms: 0 };
  let [unanswered, began] = [0, 0];
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const original = prototype.query;
  prototype.query = function (this: unknown, ...args: unknown[]): unknown {
    if (unanswered === 0) {
      began = performance.now();
      waits.flights += 1;
    }
    unanswered += 1;
    waits.statements += 1;
    const answered = () => {
      unanswered -= 1;
      if (unanswered === 0) waits.ms += performance.now() - began;
    };
    const last = args.at(-1);
    if (typeof last === "function") {
      args[args.length - 1] = (...answer: unknown[]): unknown => {
        answered();
        return (last as Query)(...answer);
      };
    }
    const asked = original.apply(this, args);
    if (asked instanceof Promise) asked.then(answered, answered);
    return asked;
  };
  try {
    await work();
  } finally {
    prototype.query = original;
  }
  return waits;
}
