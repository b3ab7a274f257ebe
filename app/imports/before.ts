import { z } from "zod";

const floorSchema = z.object({ tier: z.string(), until: z.iso.datetime().nullable() }).nullable();

/** What a row did, and what was there before: all that taking it back needs. */
export const beforeSchema = z.object({
  /** Signed digits; 0 when nothing was posted. */
  points: z.string().regex(/^-?\d+$/),
  floor: z.object({ from: floorSchema, to: floorSchema }).optional(),
  /** `MM-DD` */
  birthday: z.object({ from: z.string().nullable(), to: z.string().nullable() }).optional(),
  /** The run that applied it, which says what was set after what; missing from rows that were applied before it was noted. */
  run: z.string().regex(/^\d+$/).optional(),
});

/** What an import may set of a customer besides points. */
export type Profile = { floor: z.infer<typeof floorSchema>; birthday: string | null };

export type Before = z.infer<typeof beforeSchema>;

/** `MM-DD` as numbers. */
export function yearDayOf(text: string): { month: number; day: number } {
  const [month = 0, day = 0] = text.split("-").map(Number);
  return { month, day };
}
