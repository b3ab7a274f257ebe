import { z } from "zod";

export const userErrors = z.array(
  z.object({ message: z.string(), code: z.string().nullish(), field: z.array(z.string()).nullish() }),
);
export type UserErrors = z.infer<typeof userErrors>;

/** What went wrong in a few words, for the log and the merchant. */
export function inWords(errors: UserErrors): string {
  return errors
    .map(({ message, code }) => (code == null ? message : `${message} (${code})`))
    .join("; ")
    .slice(0, 400);
}
