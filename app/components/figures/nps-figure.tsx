import type { Figures } from "../../insights/figures/kept/read.server.ts";
import type { Nps } from "../../insights/survey-results/nps.server.ts";
import { ENOUGH, type Scored } from "../../insights/survey-results/score.ts";
import { isoOf } from "../../insights/figures/asked.ts";
import { noonOf } from "../../insights/scores/shop-day.ts";
import { to } from "../../pages.ts";
import { NO_VALUE } from "../charts/chart.ts";
import { Figure } from "../figure.tsx";
import { useFormat, useShop, useT } from "../locale.tsx";

type Props = { nps: Nps; period: NonNullable<Figures["current"]>["period"] };

/** How likely customers are to recommend the shop: of a period, of the one before and of the year before. */
export function NpsFigure({ nps: { asks, periods }, period: { first, last } }: Props) {
  const t = useT();
  const format = useFormat();
  const shop = useShop();
  const [current, before, yearBefore] = periods;
  const whole = (value: number) => format.signed(Math.round(value));
  const shown = (one: Scored | undefined) => (one?.score == null ? NO_VALUE : whole(one.score.value));
  const name = t("figures.nps");
  if (current === undefined || (!asks && current.of === 0))
    return (
      <Figure
        name={name}
        value={NO_VALUE}
        notes={[t("figures.npsNone")]}
        link={{ content: t("figures.npsStart"), url: to("surveys") }}
      />
    );
  const { of, bands, score, missing } = current;
  const compared = [t("figures.before", { value: shown(before) }), t("figures.yearBefore", { value: shown(yearBefore) })];
  if (score === null)
    return (
      <Figure
        name={name}
        value={NO_VALUE}
        notes={[...compared, t("figures.npsFew", { of: format.number(of), enough: format.number(ENOUGH), count: missing })]}
        link={{ content: t("figures.npsStart"), url: to("surveys") }}
      />
    );
  const day = (one: number) => format.date(noonOf(shop, one));
  const query = `survey_answered MATCHES (kind = 'NPS', score >= 9, date BETWEEN ${isoOf(first)} AND ${isoOf(last)})`;
  return (
    <Figure
      name={name}
      value={whole(score.value)}
      notes={[
        t("figures.npsRange", { low: whole(score.low), high: whole(score.high) }),
        ...compared,
        t("figures.npsHow", {
          ...{ promoters: format.number(bands.high), detractors: format.number(bands.low), of: format.number(of) },
        }),
      ]}
      link={{
        content: t("figures.npsPromoters"),
        url: to("newSegment", { name: t("figures.npsBehind", { from: day(first), to: day(last) }), query }),
      }}
    />
  );
}
