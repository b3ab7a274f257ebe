import type { z } from "zod";

import { startOfDay } from "../../../lib/time.ts";
import { oneLine } from "../../content/text.ts";
import type { issued } from "../data.ts";
import { lastDayOf, pointsOf, wordsOf } from "../formats.ts";
import type { Context, Values } from "../template.ts";

type Issued = z.output<z.ZodObject<typeof issued>> & { expiresAt?: Date | null | undefined };

/** What emails about an issued reward say. `way` as in use-reward.ts. */
export function rewardValues({ title, points, code: given, kind, expiresAt }: Issued, context: Context): Values {
  const code = kind === "store-credit" ? "" : oneLine(given ?? "");
  const way = kind === "store-credit" ? "store-credit" : code === "" ? "none" : kind === "gift-card" ? "gift-card" : "link";
  const values = {
    title: wordsOf(title, context),
    points: points === undefined || points === null ? "" : pointsOf(points, context),
    expires_on: expiresAt === undefined || expiresAt === null ? "" : lastDayOf(endOf(expiresAt, way, context), context),
    ...{ code, way },
  };
  // Shopify keeps the code for the visit and takes it off at checkout.
  return { values, code, url: way === "link" ? context.links.withCode(code) : context.links.home };
}

/** Store credit ends some time in its last day (rewards/shopify/paid-out.server.ts): only the days before are whole. */
function endOf(expiresAt: Date, way: string, { timeZone }: Context): Date {
  return way === "store-credit" ? startOfDay(expiresAt, timeZone) : expiresAt;
}

/** Rewards that are the customer's as soon as they are issued; the others are codes that wait for an order. @param kind as in the reward's terms */
export function isHandedOut(kind: string | null | undefined): boolean {
  return kind === "gift-card" || kind === "store-credit";
}
