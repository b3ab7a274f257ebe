import { InlineGrid, Text } from "@shopify/polaris";

import type { Figures } from "../../insights/figures/kept/read.server.ts";
import { figureKeys, figures, type FigureKey } from "../../insights/figures/list.ts";
import type { Goal } from "../../insights/goals/goal.ts";
import { noonOf } from "../../insights/scores/shop-day.ts";
import { to } from "../../pages.ts";
import { Figure } from "../figure.tsx";
import { useFormat, useShop, useT } from "../locale.tsx";
import { figureNames, formulaOf, writeFigure } from "./figure-words.ts";

/** The customers behind a figure, as far as every shop has a segment of them. */
const segments: { readonly [Key in FigureKey]?: string } = { churn: "at-risk", repeat: "regular" };

/** Every figure of a period, with what it was before, the goal, its formula in numbers, and the way to the customers behind it. */
export function FigureGrid({ shown, goals }: { shown: Figures; goals: readonly Goal[] }) {
  const t = useT();
  const format = useFormat();
  const shop = useShop();
  const { current, before, yearBefore, window } = shown;
  if (current === null) return null;
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
          const segment = segments[key];
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
                        date: format.date(noonOf(shop, goal.dueOn)),
                      }),
                    ]),
                formulaOf(key, current.counts, window, t, format),
              ]}
              {...(segment === undefined ? {} : { link: { content: t("figures.who"), url: to("customers", { segment }) } })}
            />
          );
        })}
      </InlineGrid>
    </section>
  );
}
