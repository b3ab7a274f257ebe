/** Something has taken longer than anybody waits for it. Says nothing about what was asked: to be tried again, like a lost connection. */
export class LateError extends Error {
  override name = "LateError";
  readonly code = "ETIMEDOUT";
}

/** Waits no longer than `ms` milliseconds; the work goes on by itself. @throws LateError */
export async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new LateError(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
  }
}
