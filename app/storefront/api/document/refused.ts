import { z } from "zod";

/** Why a call of an extension is refused, and with which status. */
export const refusals = {
  unauthorized: [401, "The session token is missing, or opens nothing"],
  "no-customer": [403, "Nobody is logged in"],
  "unknown-shop": [404, "The shop does not have the app"],
  method: [405, "The address does not know this method"],
  unreadable: [422, "What was sent is not what the address takes"],
  "too-many": [429, "More than 60 calls in a minute that look, or 20 that do something"],
  busy: [503, "The app is busy; the same may be sent again"],
} as const satisfies Record<string, readonly [status: number, about: string]>;

export type Refused = keyof typeof refusals;

/** With words for the shopper where there is something that they can do. */
export const refusedSchema = z.object({
  ok: z.literal(false),
  error: z.enum(Object.keys(refusals) as Refused[]),
  message: z.string().optional(),
  loggedOut: z.literal(true).optional(),
  outdated: z.literal(true).optional(),
});
