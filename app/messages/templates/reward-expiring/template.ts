import { z } from "zod";

import { DAY_MS, plusMs } from "../../../lib/time.ts";
import { instant, issued } from "../data.ts";
import { rewardValues } from "../reward-issued/reward-values.ts";
import { sampleReward } from "../sample-words.ts";
import { emailTemplate } from "../template.ts";
import { words } from "./words.ts";

/** Reminds of a reward that has not been used. */
export const rewardExpiring = emailTemplate({
  purpose: "marketing",
  topic: "points",
  data: z.object({ ...issued, expiresAt: instant }),
  words,
  ofProgram: false,
  needs: { redemption: ({ redemptionId }) => redemptionId },
  outdated: (_, { redemption }) => (redemption?.state === "issued" ? null : "reward-gone"),
  values: rewardValues,
  sample: (now) => ({
    ...{ redemptionId: 1, title: sampleReward, code: "DANKE-7K2M9P", kind: "free-shipping" },
    expiresAt: plusMs(now, 30 * DAY_MS),
  }),
  switched: {
    byDefault: true,
    words: {
      en: { name: "Reward expires soon", help: "Before an unused reward expires." },
      de: { name: "Prämie läuft bald ab", help: "Bevor eine ungenutzte Prämie abläuft." },
    },
  },
});
