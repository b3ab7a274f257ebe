import { Banner, Link, Text } from "@shopify/polaris";
import type { ReactNode } from "react";

import type { FlowPart } from "../../insights/figures/beside/beside.ts";
import type { Group } from "../../insights/figures/counts.ts";
import type { Dated, Figures } from "../../insights/figures/kept/read.server.ts";
import { groupRates } from "../../insights/figures/rates.ts";
import { behindQuery } from "../../insights/figures/shown/behind.ts";
import { behindNames } from "../../insights/figures/shown/names.ts";
import { writeFigure } from "../../insights/figures/shown/write.ts";
import type { Lift } from "../../insights/lift/lift.ts";
import type { FlowResult } from "../../insights/lift/results.server.ts";
import { writePeopleQuery } from "../../insights/flow-people/query.ts";
import { noonOf } from "../../insights/scores/shop-day.ts";
import { to } from "../../pages.ts";
import { liftWords } from "../flows/words/lift-words.ts";
import { flowTitle } from "../flows/words/flow-words.ts";
import { NO_VALUE } from "../charts/chart.ts";
import { useFormat, useShop, useT } from "../locale.tsx";
import { TitledCard } from "../reports/titled-card.tsx";
import { PlainTable } from "../reports/plain-table.tsx";
import { FLOWS_ID } from "./figure-grid.tsx";

/** The period, the one before it and that of the year before, each with its name, where there is something to tell. */
function usePeriods({ current, before, yearBefore }: Figures): { name: string; dated: Dated }[] {
  const t = useT();
  return [
    { name: t("figures.rowPeriod"), dated: current },
    { name: t("figures.rowBefore"), dated: before },
    { name: t("figures.rowYearBefore"), dated: yearBefore },
  ].flatMap(({ name, dated }) => (dated === null ? [] : [{ name, dated }]));
}

export function MembersCard({ shown }: { shown: Figures }) {
  const t = useT();
  const format = useFormat();
  const shop = useShop();
  const periods = usePeriods(shown);
  const day = (of: number) => format.date(noonOf(shop, of));
  const { window } = shown;
  const countOf = (who: "members" | "others", { period, counts }: Dated): ReactNode => {
    const { customers } = counts[who];
    if (customers === 0) return format.number(customers);
    const name = t("figures.behindName", { who: t(behindNames[who]), from: day(period.first), to: day(period.last) });
    const number = format.number(customers);
    return (
      <Link url={to("newSegment", { name, query: behindQuery(who, period, window) })} accessibilityLabel={`${name}: ${number}`}>
        {number}
      </Link>
    );
  };
  const ratesOf = (group: Group) => {
    const { retention, orders, revenue } = groupRates(group);
    return [
      ...[writeFigure("share", retention, t, format), writeFigure("number", orders, t, format)],
      writeFigure("money", revenue, t, format),
    ];
  };
  return (
    <TitledCard title={t("figures.members")} help={t("figures.membersHelp")}>
      <PlainTable
        label={t("figures.members")}
        headings={[
          ...[t("figures.membersGroup"), t("figures.rowOf"), t("figures.membersCustomers"), t("figures.membersRetention")],
          ...[t("figures.membersOrders"), t("figures.membersRevenue")],
        ]}
        rows={(["members", "others"] as const).flatMap((who) =>
          periods.map(({ name, dated }) => [
            ...[t(who === "members" ? "figures.membersMembers" : "figures.membersOthers"), name, countOf(who, dated)],
            ...ratesOf(dated.counts[who]),
          ]),
        )}
      />
      <Banner tone="warning">
        <p>{t("figures.membersWarning")}</p>
      </Banner>
    </TitledCard>
  );
}

type Flow = { flowId: number; name: string | null; preset: string | null };

/** What each flow led to in a period and before it. What it brings that would not have come anyway is as of a period's end; of one too young for that, what is known now is told. */
export function FlowsCard({ shown, flows, results }: { shown: Figures; flows: readonly Flow[]; results: readonly FlowResult[] }) {
  const t = useT();
  const format = useFormat();
  const periods = usePeriods(shown);
  // In how many weeks there will be enough is told of today only.
  const liftOf = (then: Lift | null, now: Lift | null): string => {
    if (then !== null && then.kind !== "too-early") return liftWords(then, t, format);
    if (now !== null) return liftWords(now, t, format);
    return then === null ? NO_VALUE : t("figures.flowsEarly");
  };
  const rowsOf = (flow: Flow) =>
    periods.map(({ name, dated }) => {
      const title = flowTitle(flow, t);
      const sums = dated.counts.beside?.flows;
      if (sums == null) return [title, name, NO_VALUE, NO_VALUE, NO_VALUE];
      const none: FlowPart = { flowId: flow.flowId, orders: 0, revenue: 0, lift: null };
      const part = sums.each.find(({ flowId }) => flowId === flow.flowId) ?? none;
      const now = dated === shown.current ? results.find(({ flowId }) => flowId === flow.flowId)?.lift : undefined;
      return [
        ...[title, name, <Ordered key="orders" {...{ title, part, dated }} />, writeFigure("money", part.revenue, t, format)],
        liftOf(part.lift, now ?? null),
      ];
    });
  return (
    <div id={FLOWS_ID} tabIndex={-1}>
      <TitledCard title={t("figures.flows")} help={t("figures.flowsHelp")}>
        {flows.length === 0 ? (
          <Text as="p">{t("figures.flowsNone")}</Text>
        ) : (
          <PlainTable
            label={t("figures.flows")}
            headings={[
              ...[t("figures.flowsFlow"), t("figures.rowOf"), t("figures.flowsOrders"), t("figures.flowsRevenue")],
              t("figures.flowsLift"),
            ]}
            rows={flows.flatMap(rowsOf)}
          />
        )}
      </TitledCard>
    </div>
  );
}

/** How many orders, as the way to who placed them. */
function Ordered({ title, part: { flowId, orders }, dated: { period } }: { title: string; part: FlowPart; dated: Dated }) {
  const t = useT();
  const format = useFormat();
  const number = format.number(orders);
  if (orders === 0) return number;
  const query = writePeopleQuery({ figure: "ordered", stepId: null, recent: false, reason: null, within: period, before: null });
  return (
    <Link url={to("flowPeople", { flowId }, query)} accessibilityLabel={t("flowPeople.show", { figure: title, number })}>
      {number}
    </Link>
  );
}
