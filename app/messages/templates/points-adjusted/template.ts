import { z } from "zod";

import { whole } from "../data.ts";
import { pointsOf } from "../formats.ts";
import { oneLine } from "../../content/text.ts";
import { emailTemplate } from "../template.ts";
import { words } from "./words.ts";

/** Says what the shop's team has given or taken, and why, where they wanted it said. */
export const pointsAdjusted = emailTemplate({
  purpose: "transactional",
  topic: "service",
  /** `points` are signed; `reason` is the merchant's, for the customer to read. */
  data: z.object({ points: whole, reason: z.string().nullish() }),
  words,
  ofProgram: false,
  needs: { points: () => null },
  outdated: () => null,
  values({ points, reason }, context, { points: { account } }) {
    const { available } = account ?? { available: 0n };
    return {
      values: {
        points: pointsOf(points < 0n ? -points : points, context),
        taken: points < 0n,
        reason: oneLine(reason ?? ""),
        balance: pointsOf(available, context),
      },
      // An invitation to the shop would make advertising of it.
      url: context.links.account,
    };
  },
  sample: () => ({ points: 100, reason: "#1009" }),
  switched: {
    byDefault: true,
    words: {
      en: {
        name: "Points adjusted",
        help: "When you adjust points and choose to tell the customer by email.",
      },
      de: {
        name: "Punkte angepasst",
        help: "Wenn Sie Punkte anpassen und dabei auswählen, dass die Kundin oder der Kunde eine E-Mail bekommt.",
      },
    },
  },
});
