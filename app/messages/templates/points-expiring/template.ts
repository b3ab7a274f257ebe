import { z } from "zod";

import { DAY_MS, plusMs } from "../../../lib/time.ts";
import { instant, whole } from "../data.ts";
import { lastDayOf, pointsOf, wordsOf, worthOf } from "../formats.ts";
import { emailTemplate } from "../template.ts";
import { words } from "./words.ts";

/** Warns of points that expire, and says what they can buy or how many are missing for that: only what is possible. */
export const pointsExpiring = emailTemplate({
  purpose: "marketing",
  topic: "points",
  /** `days`: how long before. */
  data: z.object({ points: whole, expiresAt: instant, days: z.int() }),
  words,
  ofProgram: true,
  needs: { points: () => null, cheapest: () => null },
  // An order since then may have moved the day: then another warning comes when it is near.
  outdated: ({ expiresAt }, { points: { account } }) => {
    const next = account?.expiring;
    return next !== null && next !== undefined && next.at <= expiresAt ? null : "nothing-expires";
  },
  values({ points: then, expiresAt }, context, { points: { account, rules }, cheapest }) {
    const expiring = account?.expiring ?? { points: then, at: expiresAt };
    const missing = cheapest === null || account === null ? null : cheapest.points - account.available;
    return {
      values: {
        points: pointsOf(expiring.points, context),
        one_point: expiring.points === 1n,
        worth: worthOf(expiring.points, rules, context),
        expires_on: lastDayOf(expiring.at, context),
        inactivity: rules?.expiry.mode === "inactivity",
        reward: cheapest === null ? "" : wordsOf(cheapest.title, context),
        affordable: missing !== null && missing <= 0n,
        missing: missing !== null && missing > 0n ? pointsOf(missing, context) : "",
        one_missing: missing === 1n,
      },
      url: context.links.rewards,
    };
  },
  sample: (now) => ({ points: 800, expiresAt: plusMs(now, 30 * DAY_MS), days: 30 }),
  switched: {
    byDefault: true,
    words: {
      en: { name: "Points expire soon", help: "30 and 7 days before. Left out if nothing expires any more by then." },
      de: { name: "Punkte verfallen bald", help: "30 und 7 Tage vorher. Entfällt, wenn bis dahin nichts mehr verfällt." },
    },
  },
});
