/** A long computation that stops between its steps, so that whoever runs it can do something else meanwhile. */
export type Steps<Result> = Generator<undefined, Result, undefined>;

/** All of it at once: for what is short, or nobody waits beside. */
export function atOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** With a pause after each step. @param pause lets others have their turn */
export async function withPauses<Result>(steps: Steps<Result>, pause: () => Promise<void>): Promise<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await pause();
  }
}
