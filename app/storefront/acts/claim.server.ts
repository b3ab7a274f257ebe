import { z } from "zod";

import { claimBonus } from "../../actions/shopper/claim-bonus.server.ts";
import { now } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { fillIn, pointsText, shopperSays, voiceOf } from "../../i18n/shopper/say.ts";
import { cleanText } from "../../lib/fields.ts";
import { readAccount } from "../../points/accounts.server.ts";
import { refusal } from "../answer.ts";
import type { Act } from "../post.server.ts";
import { balanceIn } from "../redeemed.ts";

const words = z.string().max(500).transform(cleanText);
const fieldsSchema = z.object({
  rule: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  /** The product of a review. */
  occasion: z
    .string()
    .regex(/^([1-9]\d{0,18})?$/)
    .default(""),
  /** The word on a survey's last page. */
  word: words.optional(),
  note: words.optional(),
});

/** A shopper says that they did what the program rewards. */
export const claiming: Act<z.output<typeof fieldsSchema>> = {
  schema: fieldsSchema,
  carryOut: async ({ shop, customerId, locale, fields }) => {
    const { rule, occasion, word, note } = fields;
    const given = { ...(word === undefined ? {} : { word }), ...(note === undefined ? {} : { note }) };
    const outcome = await claimBonus(shop, { customerId, rule, occasion, ...given });
    const voice = voiceOf(shop, locale);
    if (!outcome.ok) return refusal(voice, outcome.reason === "too-many" ? "claims-today" : outcome.reason);
    const points = pointsText(outcome.points, voice);
    const { approved, waiting } = shopperSays(voice);
    if (outcome.state !== "approved") return { ok: true, message: fillIn(waiting, { points }) };
    const { available } = await readAccount(db(), shop, customerId, now());
    return { ok: true, message: fillIn(approved, { points }), ...balanceIn(locale, available) };
  },
};
