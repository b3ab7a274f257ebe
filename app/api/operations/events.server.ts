import { z } from "zod";

import { tellOfEvent } from "../../actions/tell-event.server.ts";
import { dated, eventSchema } from "../../events/event.ts";
import { operation } from "../operation.ts";

export const tellEvent = operation({
  ...{ id: "tellEvent", method: "POST", path: "/events", scope: "write:events" },
  summary:
    "Tells of something that a customer has done elsewhere. It stands on the customer's page, and can start a flow. The same `id` counts once.",
  ...{ params: z.strictObject({}), query: z.strictObject({}), body: eventSchema, status: 200, named: false },
  answer: z.object({
    result: z.enum(["stored", "known"]).meta({ description: "`known`: its id was told before; nothing has changed" }),
  }),
  problems: ["unknown-customer"],
  run: async ({ holder: { shop }, body, now }) => {
    const event = dated(body, now);
    if (typeof event === "string")
      return { ok: false, code: "invalid", more: { errors: [{ path: "occurredAt", message: event }] } };
    const result = await tellOfEvent(shop, event);
    return result === "unknown-customer" ? { ok: false, code: result } : { ok: true, answer: { result } };
  },
});
