import { InlineGrid, Text } from "@shopify/polaris";

import type { Figures } from "../../insights/figures/kept/read.server.ts";
import { figureKeys, figures, type FigureKey } from "../../insights/figures/list.ts";
import { behindOf, behindQuery, countBehind } from "../../insights/figures/shown/behind.ts";
import { benchmarksOf, writeBenchmark } from "../../insights/figures/shown/benchmarks.ts";
import { formulaOf } from "../../insights/figures/shown/formula.ts";
import { behindNames, figureNames } from "../../insights/figures/shown/names.ts";
import { writeFigure } from "../../insights/figures/shown/write.ts";
import { isLessBetter, type Goal } from "../../insights/goals/goal.ts";
import { noonOf } from "../../insights/scores/shop-day.ts";
import { to } from "../../pages.ts";
import { Figure } from "../figure.tsx";
import { useFormat, useShop, useT } from "../locale.tsx";

type Props = {
  shown: Figures;
  goals: readonly Goal[];
  /** The shop has a survey that asks for the NPS. */
  asksForNps: boolean;
  /** What the points that were open at the end of the period are worth now. */
  worthMinor: bigint;
  onMonths: (key: FigureKey) => void;
};

/** Where the table of flows stands, whose rows lead to the customers. */
export const FLOWS_ID = "figures-flows";

/** Every figure of a period, with what it was before, the goal, what others report, its formula in numbers, and the ways to its months and to the customers behind it: a segment to look at, and to keep. */
export function FigureGrid({ shown, goals, asksForNps, worthMinor, onMonths }: Props) {
  const t = useT();
  const format = useFormat();
  const shop = useShop();
  const { current, before, yearBefore, window } = shown;
  if (current === null) return null;
  const day = (of: number) => format.date(noonOf(shop, of));
  const goalWords = ({ figure, target, dueOn }: Goal) =>
    t(isLessBetter(figure) ? "figures.goalLess" : "figures.goal", {
      ...{ value: writeFigure(figures[figure].unit, target, t, format), date: day(dueOn) },
    });
  const linkOf = (key: FigureKey) => {
    const who = behindOf(key);
    if (who === null) return { content: t("figures.behindFlows"), url: `#${FLOWS_ID}` };
    const count = countBehind(who, current.counts);
    if (count === 0) return undefined;
    const { first, last } = current.period;
    const name = t("figures.behindName", { who: t(behindNames[who]), from: day(first), to: day(last) });
    return {
      content: count === null ? t(behindNames[who]) : t("figures.behind", { who: t(behindNames[who]), customers: count }),
      url: to("newSegment", { name, query: behindQuery(who, current.period, window) }),
    };
  };
  return (
    <section aria-labelledby="key-figures">
      <Text as="h2" id="key-figures" visuallyHidden>
        {t("figures.key")}
      </Text>
      <InlineGrid columns={{ xs: 1, sm: 2, lg: 3 }} gap="400">
        {figureKeys.map((key) => {
          const { unit, of } = figures[key];
          const write = (dated: Figures["current"]) => writeFigure(unit, dated === null ? null : of(dated.counts), t, format);
          const goal = goals.find(({ figure }) => figure === key);
          const silent = key === "nps" && !asksForNps && of(current.counts) === null;
          const link = silent ? { content: t("figures.npsStart"), url: to("surveys") } : linkOf(key);
          return (
            <Figure
              key={key}
              name={t(figureNames[key])}
              value={write(current)}
              notes={[
                t("figures.before", { value: write(before) }),
                t("figures.yearBefore", { value: write(yearBefore) }),
                ...(key === "predicted" &&
                (before === null || of(before.counts) === null || yearBefore === null || of(yearBefore.counts) === null)
                  ? [t("figures.predictedKept")]
                  : []),
                ...(goal === undefined ? [] : [goalWords(goal)]),
                ...benchmarksOf(key).map((one) =>
                  t("benchmarks.beside", { what: t(one.what), value: writeBenchmark(one, t, format), source: t(one.source) }),
                ),
                silent ? t("figures.npsNone") : formulaOf(key, current.counts, window, t, format),
                ...(key === "liability" ? [t("figures.liabilityNote", { amount: format.money(worthMinor) })] : []),
                ...(key === "members" ? [t("figures.membersCaution")] : []),
              ]}
              {...(link === undefined ? {} : { link })}
              action={{
                content: t("figures.byMonth"),
                label: t("figures.byMonthOf", { name: t(figureNames[key]) }),
                onAction: () => onMonths(key),
              }}
            />
          );
        })}
      </InlineGrid>
    </section>
  );
}
