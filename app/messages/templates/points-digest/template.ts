import { z } from "zod";

import { DAY_MS, plusMs } from "../../../lib/time.ts";
import { month, whole } from "../data.ts";
import { monthOf, pointsOf, worthOf } from "../formats.ts";
import { emailTemplate } from "../template.ts";
import { words } from "./words.ts";

/** Last month's points, and the balance. */
export const pointsDigest = emailTemplate({
  purpose: "marketing",
  topic: "points",
  /** What came in and went out in the month, both as amounts. */
  data: z.object({ month, earned: whole, spent: whole }),
  words,
  ofProgram: true,
  needs: { points: () => null },
  outdated: () => null,
  values({ month: of, earned, spent }, context, { points: { account, rules } }) {
    const { available, pending } = account ?? { available: 0n, pending: 0n };
    const some = (points: bigint) => (points > 0n ? pointsOf(points, context) : "");
    return {
      values: {
        month: monthOf(of, context),
        ...{ earned: some(earned), spent: some(spent), pending: some(pending) },
        balance: pointsOf(available, context),
        worth: worthOf(available, rules, context),
      },
      url: context.links.rewards,
    };
  },
  sample: (now) => ({
    month: plusMs(now, -30 * DAY_MS)
      .toISOString()
      .slice(0, 7),
    ...{ earned: 320, spent: 0 },
  }),
  switched: {
    // An email a month that nobody asked for is the merchant's to want.
    byDefault: false,
    words: {
      en: {
        name: "Monthly points digest",
        help: "On the first of the month at 9 a.m. in your shop’s time zone, to customers whose points moved.",
      },
      de: {
        name: "Monatlicher Punktestand",
        help: "Am Monatsersten um 9 Uhr in der Zeitzone Ihres Shops, an alle, deren Punkte sich bewegt haben.",
      },
    },
  },
});
