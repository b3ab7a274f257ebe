import type { Body, EventOf, TimelineKind } from "../../customers/timeline.ts";
import { textFields, textIn } from "../../program/rules/texts.ts";
import type { Shop } from "../../shops/shop.ts";
import type { Redemption } from "./rows.server.ts";

type RewardKind = Extract<TimelineKind, `reward.${string}`>;
/** What every event of a redemption says. */
type About = "redemptionId" | "title" | "points" | "code" | `title.${string}`;

/** What happened to a redemption, for the customer's timeline. `mark` tells happenings of one kind apart. */
export function redemptionEvent<Kind extends RewardKind>(
  shop: Shop,
  redemption: Pick<Redemption, "customerId" | "redemptionId" | "points" | "terms" | "code">,
  kind: Kind,
  at: Date,
  data: Omit<Body<Kind>, About>,
  mark = "",
): EventOf<Kind> {
  const { customerId, redemptionId, points, terms, code } = redemption;
  const title = { title: textIn(terms.title, shop.primaryLocale), ...textFields("title", terms.title) };
  const about = { redemptionId, ...title, points, code };
  const key = `redemption:${redemptionId}:${kind}${mark}`;
  return { customerId, kind, key, occurredAt: at, data: { ...about, ...data } as unknown as Body<Kind> };
}
