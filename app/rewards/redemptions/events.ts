import type { TimelineEvent, TimelineKind } from "../../customers/timeline.ts";
import { textFields, textIn } from "../../program/rules/texts.ts";
import type { Shop } from "../../shops/shop.ts";
import type { Redemption } from "./rows.server.ts";

type RewardKind = Extract<TimelineKind, `reward.${string}`>;

/** What happened to a redemption, for the customer's timeline. `mark` tells happenings of one kind apart. */
export function redemptionEvent(
  shop: Shop,
  redemption: Pick<Redemption, "customerId" | "redemptionId" | "points" | "terms" | "code">,
  kind: RewardKind,
  at: Date,
  data: TimelineEvent["data"] = {},
  mark = "",
): TimelineEvent {
  const { customerId, redemptionId, points, terms, code } = redemption;
  const title = { title: textIn(terms.title, shop.primaryLocale), ...textFields("title", terms.title) };
  const about = { redemptionId, ...title, points, code };
  return { customerId, kind, key: `redemption:${redemptionId}:${kind}${mark}`, occurredAt: at, data: { ...about, ...data } };
}
