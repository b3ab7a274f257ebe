import { z } from "zod";

import { DAY_MS, plusMs } from "../../../lib/time.ts";
import { instant, merchantWords, whole } from "../data.ts";
import { lastDayOf, missingOf, wordsOf } from "../formats.ts";
import { sampleTier } from "../sample-words.ts";
import { emailTemplate } from "../template.ts";
import { words } from "./words.ts";

/** Says what is missing to keep a tier that is no longer earned. */
export const tierAtRisk = emailTemplate({
  purpose: "marketing",
  topic: "points",
  /** `missing` in the unit of the tiers' basis: points, minor units of shop money, orders. */
  data: z.object({
    ...{ tierKey: z.string(), tier: merchantWords, keepUntil: instant, missing: whole },
    basis: z.enum(["points", "spend", "orders"]),
  }),
  words,
  ofProgram: true,
  needs: { tier: () => null },
  outdated: ({ tierKey }, { tier }) => (tier.key === tierKey && tier.graceUntil !== null ? null : "tier-changed"),
  values: ({ tier, keepUntil, missing, basis }, context) => ({
    values: {
      ...{ tier: wordsOf(tier, context), keep_until: lastDayOf(keepUntil, context), basis },
      missing: missingOf(missing, basis, context),
    },
    url: context.links.rewards,
  }),
  sample: (now) => ({
    ...{ tierKey: "gold", tier: sampleTier, keepUntil: plusMs(now, 30 * DAY_MS) },
    ...{ missing: 120, basis: "points" as const },
  }),
  switched: {
    byDefault: true,
    words: {
      en: { name: "Tier at risk", help: "While a tier that is no longer earned is still kept, with what is missing." },
      de: {
        name: "Stufe in Gefahr",
        help: "Solange eine nicht mehr verdiente Stufe noch gehalten wird, mit dem, was fehlt.",
      },
    },
  },
});
