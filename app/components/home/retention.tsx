import { BlockStack, InlineGrid, InlineStack, Link, Text } from "@shopify/polaris";

import type { Dated, Figures } from "../../insights/figures/kept/read.server.ts";
import { figures, type FigureKey } from "../../insights/figures/list.ts";
import { figureNames } from "../../insights/figures/shown/names.ts";
import { writeDifference, writeFigure } from "../../insights/figures/shown/write.ts";
import type { FollowedGoal } from "../../insights/goals/goal.ts";
import { stateWords } from "../../insights/goals/words.ts";
import { noonOf } from "../../insights/scores/shop-day.ts";
import { to } from "../../pages.ts";
import { Bars } from "../bars.tsx";
import { Figure } from "../figure.tsx";
import { GoalList } from "../goals/goal-list.tsx";
import { useFormat, useShop, useT } from "../locale.tsx";
import { Edge } from "../page/edge.tsx";

const shown = ["retention", "repeat", "returning"] as const satisfies readonly FigureKey[];

/** How retention is doing: three figures with how they have moved, and how far goals are, also of other figures. Nothing before the first figures are there. */
export function Retention({ latest, goals, days }: { latest: Figures; goals: readonly FollowedGoal[]; days: number }) {
  const t = useT();
  const format = useFormat();
  const shop = useShop();
  const { current, before, months } = latest;
  const goalWords = ({ goal, standing }: FollowedGoal) =>
    t("home.goal", {
      target: writeFigure(figures[goal.figure].unit, goal.target, t, format),
      ...{ date: format.date(noonOf(shop, goal.dueOn)), state: t(stateWords[standing.state]) },
    });
  // A goal stands with its figure where that is of the same days.
  const isWith = (key: FigureKey, { goal }: FollowedGoal) => goal.figure === key && goal.days === days;
  const others = goals.filter((goal) => !shown.some((key) => isWith(key, goal)));
  if (current === null || current.counts.customers === 0) return null;
  return (
    <BlockStack gap="300">
      <Edge>
        <InlineStack gap="300" blockAlign="baseline">
          <Text as="h2" variant="headingSm" tone="subdued">
            {t("home.retention")}
          </Text>
          <Link url={to("retention")}>{t("home.retentionAction")}</Link>
          <Link url={to("goals")}>{t("home.goalsAction")}</Link>
        </InlineStack>
      </Edge>
      <InlineGrid columns={{ xs: 1, sm: 3 }} gap="400">
        {shown.map((key) => {
          const { unit, of } = figures[key];
          const value = of(current.counts);
          const earlier = before === null ? null : of(before.counts);
          return (
            <Figure
              key={key}
              name={t(figureNames[key])}
              value={writeFigure(unit, value, t, format)}
              notes={[
                earlier === null || value === null
                  ? t("home.retentionNothingBefore")
                  : t("home.retentionChange", { change: writeDifference(key, value, earlier, t, format) }),
                ...(key === "retention" && months.length > 1 ? [t("home.retentionMonths")] : []),
                ...goals.filter((goal) => isWith(key, goal)).map(goalWords),
              ]}
            >
              <Trend name={t(figureNames[key])} of={of} months={months} />
            </Figure>
          );
        })}
      </InlineGrid>
      {others.length > 0 && <GoalList goals={others} />}
    </BlockStack>
  );
}

/** A bar a month, as far as there is something to tell. */
function Trend({ name, of, months }: { name: string; of: (counts: Dated["counts"]) => number | null; months: readonly Dated[] }) {
  const t = useT();
  const format = useFormat();
  const shop = useShop();
  const told = months.flatMap(({ period, counts }) => {
    const value = of(counts);
    return value === null ? [] : [{ value, at: noonOf(shop, period.first) }];
  });
  const [first, last] = [told[0], told.at(-1)];
  if (first === undefined || last === undefined || told.length < 2) return null;
  return (
    <Bars
      values={told.map(({ value }) => BigInt(Math.round(value * 1_000)))}
      label={t("home.trend", {
        ...{ name, from: format.month(first.at), to: format.month(last.at) },
        ...{ first: format.percent(first.value), last: format.percent(last.value) },
      })}
    />
  );
}
