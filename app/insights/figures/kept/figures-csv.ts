import { toDecimal } from "../../../lib/money.ts";
import { csvLine, type Cell, type Dialect } from "../../../lib/csv.ts";
import type { Cohort } from "../cohorts.ts";
import { isoOf } from "../asked.ts";
import { scoredBands } from "../../survey-results/score.ts";
import type { Counts } from "../counts.ts";
import { figureKeys, figures, type Unit } from "../list.ts";
import { groupRates } from "../rates.ts";
import type { Dated } from "./read.server.ts";

const BOM = "\uFEFF";
/** Shares and counts with six digits after the point. */
const PRECISION = 1e6;

type OfPeriod = { name: string; of: Dated };

/**
 * A line for each period and figure (RFC 4180, UTF-8 with byte order mark); money in the shop's currency, shares and their differences as fractions of one, the NPS from -100 to 100 with its 95 % interval and how many answered.
 * Names stay English, as in every export.
 */
export function figuresCsv(periods: readonly OfPeriod[], currency: string, dialect?: Dialect): string {
  const lines = periods.flatMap(({ name, of: { period, counts } }) => {
    const dated = [name, isoOf(period.first), isoOf(period.last)];
    const line = (key: string, unit: Unit, value: number | null): Cell[] => {
      const written = value === null ? null : unit === "money" ? money(value, currency) : rounded(value);
      return [...dated, key, written, unit === "money" ? currency : unit];
    };
    return [
      ...figureKeys.map((key) => line(key, figures[key].unit, figures[key].of(counts))),
      ...besideLines(counts).map(({ key, unit, value }) => line(key, unit, value)),
    ];
  });
  return `${BOM}${[["period", "from", "to", "figure", "value", "unit"], ...lines].map((cells) => csvLine(cells, dialect)).join("")}`;
}

type Line = { key: string; unit: Unit; value: number | null };

/** What stands beside figures on the page: the groups of members, each flow with its lift, and how sure the NPS is. */
function besideLines(counts: Counts): Line[] {
  const groups = (["members", "others"] as const).flatMap((who): Line[] => {
    const { retention, orders, revenue } = groupRates(counts[who]);
    return [
      { key: `${who}Customers`, unit: "number", value: counts[who].customers },
      { key: `${who}Retention`, unit: "share", value: retention },
      { key: `${who}Orders`, unit: "number", value: orders },
      { key: `${who}Revenue`, unit: "money", value: revenue },
    ];
  });
  if (counts.beside === undefined) return groups;
  const { flows, answers } = counts.beside;
  const { of, score } = scoredBands("score", answers);
  const ofFlows = (flows?.each ?? []).flatMap(({ flowId, orders, revenue, lift }): Line[] => {
    const { difference, low, high } = lift?.kind === "measured" ? lift.share : { difference: null, low: null, high: null };
    return [
      { key: `flow${flowId}Orders`, unit: "number", value: orders },
      { key: `flow${flowId}Revenue`, unit: "money", value: revenue },
      { key: `flow${flowId}Lift`, unit: "difference", value: difference },
      { key: `flow${flowId}LiftLow`, unit: "difference", value: low },
      { key: `flow${flowId}LiftHigh`, unit: "difference", value: high },
    ];
  });
  return [
    ...groups,
    { key: "flowsOrders", unit: "number", value: flows?.orders ?? null },
    ...ofFlows,
    { key: "npsLow", unit: "score", value: score?.low ?? null },
    { key: "npsHigh", unit: "score", value: score?.high ?? null },
    { key: "npsAnswers", unit: "number", value: of },
  ];
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
