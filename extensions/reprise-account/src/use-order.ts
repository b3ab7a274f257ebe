import { useEffect, useState } from "preact/hooks";

import { readOrder, type OrderView } from "./api.ts";

export type Order = { state: "loading" } | { state: "failed" } | { state: "known"; view: OrderView };

/** Shopify tells the app of an order a moment after the shopper sees it: so long it is asked again, ever more rarely. */
const AGAIN_MS = [2_000, 4_000, 8_000, 16_000, 30_000];

/** What an order brings; asked again while it has not reached the app. @param orderId null: none is known @param isTheirs who looks is known to be logged in: to others the app says nothing of it */
export function useOrder(orderId: string | null, isTheirs: boolean): Order {
  const [order, setOrder] = useState<Order>({ state: "loading" });
  useEffect(() => {
    if (orderId === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const ask = (times: number) => {
      const again = () => {
        const wait = AGAIN_MS[times];
        if (wait !== undefined && !over) timer = setTimeout(ask, wait, times + 1);
      };
      readOrder(orderId).then(
        (view) => {
          if (over) return;
          setOrder({ state: "known", view });
          if (view.order === null && isTheirs) again();
        },
        () => {
          if (!over) setOrder((before) => (before.state === "known" ? before : { state: "failed" }));
          again();
        },
      );
    };
    ask(0);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [orderId, isTheirs]);
  return order;
}
