import { z } from "zod";

import { DAY_MS, plusMs } from "../../../lib/time.ts";
import { instant, issued } from "../data.ts";
import { isHandedOut, rewardValues } from "./reward-values.ts";
import { sampleReward } from "../sample-words.ts";
import { emailTemplate } from "../template.ts";
import { words } from "./words.ts";

/** Brings a reward that points were spent on, with its code. */
export const rewardIssued = emailTemplate({
  purpose: "transactional",
  topic: "service",
  data: z.object({ ...issued, expiresAt: instant.nullish() }),
  words,
  ofProgram: false,
  needs: { redemption: ({ redemptionId }) => redemptionId },
  // What is handed out at once counts as used from then on, and its email has the only code of a gift card.
  outdated: ({ kind }, { redemption }) => (redemption?.state === (isHandedOut(kind) ? "used" : "issued") ? null : "reward-gone"),
  values: rewardValues,
  sample: (now) => ({
    ...{ redemptionId: 1, title: sampleReward, points: 500, code: "DANKE-7K2M9P", kind: "free-shipping" },
    expiresAt: plusMs(now, 30 * DAY_MS),
  }),
  switched: {
    byDefault: true,
    words: {
      en: { name: "Reward issued", help: "At once when points were redeemed, with the code." },
      de: { name: "Prämie ausgestellt", help: "Sofort nach dem Einlösen von Punkten, mit dem Code." },
    },
  },
});
