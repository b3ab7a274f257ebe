import { InlineGrid, Text } from "@shopify/polaris";

import type { Figures } from "../../insights/figures/kept/read.server.ts";
import { figureKeys, figures } from "../../insights/figures/list.ts";
import { behindOf, behindQuery, countBehind } from "../../insights/figures/shown/behind.ts";
import { formulaOf } from "../../insights/figures/shown/formula.ts";
import { behindNames, figureNames } from "../../insights/figures/shown/names.ts";
import { writeFigure } from "../../insights/figures/shown/write.ts";
import type { Nps } from "../../insights/survey-results/nps.server.ts";
import type { Goal } from "../../insights/goals/goal.ts";
import { noonOf } from "../../insights/scores/shop-day.ts";
import { to } from "../../pages.ts";
import { Figure } from "../figure.tsx";
import { useFormat, useShop, useT } from "../locale.tsx";
import { NpsFigure } from "./nps-figure.tsx";

/** Every figure of a period, with what it was before, the goal, its formula in numbers, and the way to the customers behind it: a segment to look at, and to keep. */
export function FigureGrid({ shown, goals, nps }: { shown: Figures; goals: readonly Goal[]; nps: Nps }) {
  const t = useT();
  const format = useFormat();
  const shop = useShop();
  const { current, before, yearBefore, window } = shown;
  if (current === null) return null;
  const day = (of: number) => format.date(noonOf(shop, of));
  const { first, last } = current.period;
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
          const who = behindOf(key);
          const count = countBehind(who, current.counts);
          const name = t("figures.behindName", { who: t(behindNames[who]), from: day(first), to: day(last) });
          return (
            <Figure
              key={key}
              name={t(figureNames[key])}
              value={write(current)}
              notes={[
                t("figures.before", { value: write(before) }),
                t("figures.yearBefore", { value: write(yearBefore) }),
                ...(goal === undefined
                  ? []
                  : [
                      t("figures.goal", {
                        value: writeFigure(unit, goal.target, t, format),
                        date: day(goal.dueOn),
                      }),
                    ]),
                formulaOf(key, current.counts, window, t, format),
              ]}
              {...(count === 0
                ? {}
                : {
                    link: {
                      content: t("figures.behind", { who: t(behindNames[who]), customers: count }),
                      url: to("newSegment", { name, query: behindQuery(who, current.period, window) }),
                    },
                  })}
            />
          );
        })}
        <NpsFigure nps={nps} period={current.period} />
      </InlineGrid>
    </section>
  );
}
