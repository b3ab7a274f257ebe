import { z } from "zod";

const id = z
  .string()
  .regex(/^[1-9]\d{0,17}$/)
  .transform(BigInt);

const schema = z.discriminatedUnion("intent", [
  z.object({ intent: z.enum(["put", "take"]), photoId: id }),
  z.object({ intent: z.literal("ask"), reviewId: id }),
]);

/** What somebody of the shop does with photos. */
export type WallHandling = z.output<typeof schema>;

/** Null for a form that is not the page's. */
export function readWallHandling(fields: FormData): WallHandling | null {
  return schema.safeParse(Object.fromEntries(fields)).data ?? null;
}
