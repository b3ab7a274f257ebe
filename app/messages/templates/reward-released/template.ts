import { z } from "zod";

import { reward, whole } from "../data.ts";
import { pointsOf, wordsOf } from "../formats.ts";
import { sampleReward } from "../sample-words.ts";
import { emailTemplate } from "../template.ts";
import { words } from "./words.ts";

/** Says that points of a reward are back: it is void, or the order that it was used in was canceled or refunded. */
export const rewardReleased = emailTemplate({
  purpose: "transactional",
  topic: "service",
  /** `reason` as in redemptions.release_reason, or "refunded". */
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
        name: "Reward’s points credited back",
        help: "When a reward expired unused or was withdrawn, or an order with it was canceled or refunded, and points were credited back.",
      },
      de: {
        name: "Punkte einer Prämie gutgeschrieben",
        help: "Wenn eine Prämie ungenutzt abgelaufen ist oder zurückgenommen wurde, oder eine Bestellung mit ihr storniert oder erstattet wurde, und Punkte wieder gutgeschrieben sind.",
      },
    },
  },
});
