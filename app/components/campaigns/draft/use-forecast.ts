import { useEffect, useState } from "react";

import type { ForecastPart, ReasonCount } from "../../../campaigns/forecast.server.ts";
import type { Plan } from "../../../campaigns/plan.ts";
import { stringifyJson } from "../../../lib/json.ts";
import { to } from "../../../pages.ts";
import { useLoad } from "../../page/posting/load.ts";

/** A part of the answer: of which plan, and after which customer it began. */
export type Answer = { key: string; after: string; part: Omit<ForecastPart, "next"> & { next: string | null } };

/** All parts that have come so far. `next`: where the next one begins; null: that was all. */
export type Sum = Omit<ForecastPart, "next" | "total"> & { key: string; total: number; next: string | null };

const nothing = (key: string): Sum => ({
  ...{ key, total: 0, looked: 0, gets: 0, otherLanguage: 0, later: [], never: [], next: "0" },
});

/** Nothing is asked while somebody is still typing. */
const PAUSE_MS = 400;

export type Forecast = { sum: Sum; failed: boolean; again: () => void };

/** Asks what would become of the audience of a plan as it is typed, part by part. @param ready there is something to ask */
export function useForecast(campaignId: number, plan: Plan, ready: boolean): Forecast {
  const key = stringifyJson(plan);
  const { load, data, failed, busy } = useLoad<() => Promise<Answer>>();
  const [known, setKnown] = useState(() => nothing(key));
  const sum = known.key === key ? known : nothing(key);
  // Each answer counts once, and only the one that is asked for.
  const current = data?.key === key && data.after === sum.next ? added(sum, data) : sum;
  if (current !== known) setKnown(current);
  const { next } = current;
  useEffect(() => {
    if (!ready || next === null) return;
    const timer = setTimeout(
      () => load(to("campaignForecast", { campaignId }, { plan: key, after: next })),
      next === "0" ? PAUSE_MS : 0,
    );
    return () => clearTimeout(timer);
  }, [campaignId, key, next, ready, load]);
  return {
    sum: current,
    failed: failed && !busy,
    again: () => load(to("campaignForecast", { campaignId }, { plan: key, after: next ?? "0" })),
  };
}

function added(before: Sum, { part }: Answer): Sum {
  return {
    ...{ key: before.key, total: part.total ?? before.total, looked: before.looked + part.looked, next: part.next },
    ...{ gets: before.gets + part.gets, otherLanguage: before.otherLanguage + part.otherLanguage },
    ...{ later: merged(before.later, part.later), never: merged(before.never, part.never) },
  };
}

function merged(one: readonly ReasonCount[], other: readonly ReasonCount[]): ReasonCount[] {
  const counts = new Map(one.map(({ reason, count }) => [reason, count]));
  for (const { reason, count } of other) counts.set(reason, (counts.get(reason) ?? 0) + count);
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}
