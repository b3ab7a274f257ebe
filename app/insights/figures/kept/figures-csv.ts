import { toDecimal } from "../../../lib/money.ts";
import { csvLine, type Cell, type Dialect } from "../../../lib/csv.ts";
import type { Cohort } from "../cohorts.ts";
import { isoOf } from "../asked.ts";
import type { Scored } from "../../survey-results/score.ts";
import { figureKeys, figures } from "../list.ts";
import type { Dated } from "./read.server.ts";

const BOM = "\uFEFF";
/** Shares and counts with six digits after the point. */
const PRECISION = 1e6;

type OfPeriod = { name: string; of: Dated; nps: Scored };

/**
 * A line for each period and figure (RFC 4180, UTF-8 with byte order mark); money in the shop's currency, shares as fractions of one, the NPS from -100 to 100 with its 95 % interval and how many answered. Names stay English, as
 * in every export.
 */
export function figuresCsv(periods: readonly OfPeriod[], currency: string, dialect?: Dialect): string {
  const lines = periods.flatMap(({ name, of, nps }) => {
    const dated = [name, isoOf(of.period.first), isoOf(of.period.last)];
    const ofOrders = figureKeys.map((key): Cell[] => {
      const value = figures[key].of(of.counts);
      const { unit } = figures[key];
      const written = value === null ? null : unit === "money" ? money(value, currency) : rounded(value);
      return [...dated, key, written, unit === "money" ? currency : unit];
    });
    const score = (key: string, value: number | undefined): Cell[] => [
      ...[...dated, key, value === undefined ? null : rounded(value), "score"],
    ];
    return [
      ...ofOrders,
      ...[score("nps", nps.score?.value), score("npsLow", nps.score?.low), score("npsHigh", nps.score?.high)],
      [...dated, "npsAnswers", nps.of, "number"],
    ];
  });
  return `${BOM}${[["period", "from", "to", "figure", "value", "unit"], ...lines].map((cells) => csvLine(cells, dialect)).join("")}`;
}

/** A line for each cohort and period of it. */
export function cohortsCsv(cohorts: readonly Cohort[], currency: string, dialect?: Dialect): string {
  const lines = cohorts.flatMap(({ month, customers, cells }) =>
    cells.map(({ period, active, revenue, state }): Cell[] => [
      ...[`${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`, customers, period, active],
      ...[rounded(active / customers), money(revenue, currency), state],
    ]),
  );
  const header = ["first_order", "customers", "period", "active", "share", "revenue_so_far", "state"];
  return `${BOM}${[header, ...lines].map((cells) => csvLine(cells, dialect)).join("")}`;
}

function rounded(value: number): Cell {
  return { decimal: String(Math.round(value * PRECISION) / PRECISION) };
}

function money(minor: number, currency: string): Cell {
  return { decimal: toDecimal(BigInt(Math.round(minor)), currency) };
}
