import { shownPicture } from "../../program/rules/picture.ts";
import type { Texts } from "../../program/rules/texts.ts";
import type { Terms } from "../content/terms.ts";
import { endOf, startOf } from "../progress/periods.ts";

/** What shoppers may know of an achievement. */
export type Offered = { achievementId: number; terms: Terms; reward: Texts | null };

/** Whether shoppers are to see it: as long as it can still be reached. What begins later is announced. */
export function isOpen({ challenge }: Terms, now: Date, timeZone: string): boolean {
  return challenge === null || now < endOf(challenge.until, timeZone);
}

/** As the theme and the account read it (extensions/README.md has the shape). Instants are in seconds; `amount` writes minor units in hundredths. */
export function achievementForTheme(
  { achievementId, terms, reward }: Offered,
  timeZone: string,
  amount: (minor: number) => number,
) {
  const { kind, title, description, icon, picture, goal, target, points, challenge, streak } = terms;
  const seconds = (instant: Date) => instant.getTime() / 1_000;
  return {
    ...{ id: achievementId, kind, title, description, icon, picture: shownPicture(picture), goal },
    ...{ target: goal === "spend" ? amount(target) : target, points, reward },
    ...{ every: streak?.every ?? null, misses: streak?.misses ?? 0 },
    from: challenge === null ? null : seconds(startOf(challenge.from, timeZone)),
    until: challenge === null ? null : seconds(endOf(challenge.until, timeZone)),
    last_day: challenge?.until ?? null,
    winners: challenge?.winners ?? null,
    for_some: challenge !== null && (challenge.tier !== null || challenge.segmentId !== null),
  };
}
export type AchievementInTheme = ReturnType<typeof achievementForTheme>;
