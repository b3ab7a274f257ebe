import { BlockStack, InlineGrid, Text } from "@shopify/polaris";

import type { Home } from "../../insights/home/home.server.ts";
import { Bars } from "../bars.tsx";
import { Edge } from "../page/edge.tsx";
import { Figure } from "../figure.tsx";
import { useFormat, useT } from "../locale.tsx";
import { to } from "../../pages.ts";

/** The figures that matter, each with what it counts. */
export function Figures({ home, outstandingWorthMinor }: { home: Home; outstandingWorthMinor: bigint }) {
  const t = useT();
  const format = useFormat();
  const { current, previous, days, months } = home;
  const first = days[0];
  const last = days.at(-1);
  const range = { from: first === undefined ? "" : format.day(first.at), to: last === undefined ? "" : format.day(last.at) };
  const busiest = highest(days, ({ orders }) => BigInt(orders));
  const best = highest(days, ({ netMinor }) => netMinor);
  return (
    <BlockStack gap="300">
      <Edge>
        <Text as="h2" variant="headingSm" tone="subdued">
          {t("home.period")}
        </Text>
      </Edge>
      <InlineGrid columns={{ xs: 1, sm: 2 }} gap="400">
        <Figure
          name={t("home.orders")}
          value={format.number(current.orders)}
          notes={[useChange(current.orders, previous.orders), t("home.ordersHelp")]}
        >
          {busiest !== null && (
            <Bars
              values={days.map(({ orders }) => BigInt(orders))}
              label={t("home.dailyOrders", {
                ...range,
                total: current.orders,
                most: busiest.orders,
                busiest: format.day(busiest.at),
              })}
            />
          )}
        </Figure>
        <Figure
          name={t("home.spend")}
          value={format.money(current.netMinor)}
          notes={[useChange(Number(current.netMinor), Number(previous.netMinor)), t("home.spendHelp")]}
        >
          {best !== null && (
            <Bars
              values={days.map(({ netMinor }) => netMinor)}
              label={t("home.dailySpend", {
                ...range,
                total: format.money(current.netMinor),
                most: format.money(best.netMinor),
                busiest: format.day(best.at),
              })}
            />
          )}
        </Figure>
      </InlineGrid>
      <InlineGrid columns={{ xs: 1, sm: 2, lg: 4 }} gap="400">
        <Figure
          name={t("home.outstanding")}
          value={format.number(home.pointsOutstanding)}
          notes={[
            t("home.outstandingWorth", { amount: format.money(outstandingWorthMinor) }),
            t("home.outstandingPending", { points: home.pointsPending }),
          ]}
          link={{ content: t("home.outstandingAction"), url: to("analytics") }}
        />
        <Figure
          name={t("home.given")}
          value={format.number(months.current.given)}
          notes={[
            t("home.redeemed", { points: format.number(months.current.redeemed) }),
            t("home.monthBefore", {
              given: format.number(months.previous.given),
              redeemed: format.number(months.previous.redeemed),
            }),
          ]}
          link={{ content: t("home.givenAction"), url: to("pointsLog") }}
        />
        <Figure name={t("home.customers")} value={format.number(home.customers)} notes={[t("home.customersHelp")]} />
        <Figure name={t("home.messages")} value={format.number(home.messagesSent)} notes={[t("home.messagesHelp")]} />
      </InlineGrid>
    </BlockStack>
  );
}

/** A share of the earlier period; without one there is no percentage to tell. */
function useChange(current: number, previous: number): string {
  const t = useT();
  const format = useFormat();
  if (previous <= 0) return t("home.nothingBefore");
  const share = (current - previous) / previous;
  return Math.abs(share) < 0.0005 ? t("home.noChange") : t("home.change", { change: format.change(share) });
}

function highest<Day>(days: readonly Day[], value: (day: Day) => bigint): Day | null {
  const top = days.reduce<Day | null>((best, day) => (best === null || value(day) > value(best) ? day : best), null);
  return top === null || value(top) <= 0n ? null : top;
}
