import { z } from "zod";

import { getLink } from "../../actions/referrals/get-link.server.ts";
import { now } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { voiceOf } from "../../i18n/shopper/say.ts";
import { referralWords } from "../../referrals/landing/words.ts";
import { readStorefront } from "../../shops/shops.server.ts";
import { referralLink } from "../../shops/storefront/storefront-links.ts";
import { refusal } from "../answer.ts";
import { runningFor } from "../api/account.server.ts";
import type { Act } from "../post.server.ts";

const fieldsSchema = z.object({ locale: z.string().optional() });

/** A shopper asks for the link by which they recommend the shop: made when it is first asked for. */
export const askingForLink: Act<z.output<typeof fieldsSchema>> = {
  schema: fieldsSchema,
  carryOut: async ({ shop, customerId, locale }) => {
    const voice = voiceOf(shop, locale);
    const runs = (await runningFor(db(), shop, customerId, now())) === "yes";
    const code = runs ? await getLink(shop, customerId) : null;
    if (code === null) return refusal(voice, "paused");
    const link = `${referralLink(await readStorefront(db(), shop), code)}?l=${locale}`;
    const words = referralWords[locale];
    return { ok: true, message: words.ownText, link, note: words.ownNote };
  },
};
