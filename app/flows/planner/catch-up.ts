import { z } from "zod";

const days = z.number().int().min(1).max(3650);

/** How the choice is kept of who is let in when a flow is switched on (flow.ts `CatchUp`). */
export const catchUpSchema = z.discriminatedUnion("mode", [
  z.object({ mode: z.literal("nobody") }),
  z.object({ mode: z.literal("within"), days, spreadDays: days }),
  z.object({ mode: z.literal("all"), spreadDays: days }),
]);

/** Customers whose occasion lay before the flow was switched on: nobody; those of the last so many days; or all, spread over so many days. */
export type CatchUp = z.output<typeof catchUpSchema>;
