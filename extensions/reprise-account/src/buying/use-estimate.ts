import { useEffect, useState } from "preact/hooks";

import { readEstimate, type EstimateView } from "../api.ts";
import type { Buying } from "../host.ts";
import { useSignal } from "../use-signal.ts";
import { basketOf } from "./basket.ts";

/** What the basket would bring as it is now; null while nobody knows. Asked anew when it changes, and by the second function. */
export function useEstimate(page: Buying): [EstimateView | null, () => void] {
  useSignal(page.lines);
  useSignal(page.discountAllocations);
  useSignal(page.cost.totalTaxAmount);
  useSignal(page.cost.totalShippingAmount);
  const [view, setView] = useState<EstimateView | null>(null);
  const [asked, setAsked] = useState(0);
  const basket = JSON.stringify(basketOf(page));
  useEffect(() => {
    let over = false;
    const fields = JSON.parse(basket) as Record<string, string> | null;
    if (fields === null) return;
    readEstimate(fields).then(
      (estimate) => over || setView(estimate),
      // What is known stays; a checkout goes on without us.
      () => undefined,
    );
    return () => {
      over = true;
    };
  }, [basket, asked]);
  return [view, () => setAsked((times) => times + 1)];
}
