import { z } from "zod";

import { reward, whole } from "../data.ts";
import { pointsOf, wordsOf } from "../formats.ts";
import { sampleReward } from "../sample-words.ts";
import { emailTemplate } from "../template.ts";
import { words } from "./words.ts";

/** Says that a reward is void and its points are back. */
export const rewardReleased = emailTemplate({
  purpose: "transactional",
  topic: "service",
  /** `reason` as in redemptions.release_reason. */
  data: z.object({ ...reward, points: whole, reason: z.string() }),
  words,
  ofProgram: false,
  needs: {},
  outdated: () => null,
  values: ({ title, points, reason }, context) => ({
    values: { title: wordsOf(title, context), points: pointsOf(points, context), reason },
    // An invitation to the shop would make advertising of it.
    url: context.links.account,
  }),
  sample: () => ({ redemptionId: 1, title: sampleReward, points: 500, reason: "expired" }),
  switched: {
    byDefault: true,
    words: {
      en: {
        name: "Reward taken back",
        help: "When a reward expired unused or was withdrawn and its points were credited back.",
      },
      de: {
        name: "Prämie zurückgenommen",
        help: "Wenn eine Prämie ungenutzt abgelaufen ist oder zurückgenommen wurde und die Punkte wieder gutgeschrieben sind.",
      },
    },
  },
});
