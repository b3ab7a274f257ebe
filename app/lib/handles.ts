import { isUniqueViolation } from "./database-errors.ts";

/** Handles have 40 characters at most: so much of one is left where a number is added. */
const ROOM = 34;

/** The handle itself, else the first of "…-2", "…-3" that nobody has. */
export function freeHandle(wanted: string, taken: ReadonlySet<string>): string {
  let free = wanted;
  for (let turn = 2; taken.has(free); turn += 1) free = `${wanted.slice(0, ROOM)}-${turn}`;
  return free;
}

/** Does it once more where somebody has taken the same handle meanwhile: by now there is one more, and another is the first that is free. */
export async function untilFree<Made>(make: () => Promise<Made>): Promise<Made> {
  try {
    return await make();
  } catch (error) {
    if (isUniqueViolation(error)) return untilFree(make);
    throw error;
  }
}
