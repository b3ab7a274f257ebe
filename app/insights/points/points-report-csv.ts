import { csvLine, type Cell, type Dialect } from "../../lib/csv.ts";
import { toDecimal } from "../../lib/money.ts";
import { textIn } from "../../program/rules/texts.ts";
import type { Outlook } from "./outlook.server.ts";
import { flowKinds } from "./points-flow.ts";
import type { PointsReport } from "./points-report.server.ts";

type Line = {
  section: string;
  name: string;
  month?: string;
  points?: bigint;
  count?: number;
  share?: number | null;
  amountMinor?: bigint;
};

/** Names are part of the file's contract with spreadsheets and scripts and so stay English. */
const header = ["section", "name", "month", "points", "count", "share", "amount", "currency"];

/** The whole report, a figure a line (RFC 4180, UTF-8 with byte order mark). Shares are fractions of one; what is not known stays empty. */
export function reportCsv(report: PointsReport, outlook: Outlook, currency: string, dialect?: Dialect): string {
  const write = ({ section, name, month, points, count, share, amountMinor }: Line): Cell[] => [
    ...[section, name, month ?? null, points ?? null, count ?? null, share ?? null],
    ...(amountMinor === undefined ? [null, null] : [{ decimal: toDecimal(amountMinor, currency) }, currency]),
  ];
  return `\uFEFF${[header, ...lines(report, outlook).map(write)].map((cells) => csvLine(cells, dialect)).join("")}`;
}

function lines(report: PointsReport, outlook: Outlook): Line[] {
  const { outstanding, debt, granted, spent, expired } = report;
  return [
    {
      ...{ section: "liability", name: "outstanding", points: outstanding.points, count: outstanding.accounts },
      amountMinor: outstanding.worthMinor,
    },
    { section: "liability", name: "available", points: outstanding.available },
    { section: "liability", name: "pending", points: outstanding.pending },
    { section: "liability", name: "debt", points: debt.points, count: debt.accounts },
    { section: "rates", name: "granted", points: granted },
    { section: "rates", name: "redeemed", points: spent, share: report.redemptionRate },
    { section: "rates", name: "expired", points: expired, share: report.breakageRate },
    { section: "rates", name: "estimated_breakage", ...estimateOf(outlook) },
    ...report.months.flatMap(({ month, flow }) =>
      flowKinds.map((name) => ({ section: "flow", name, month: month.key, points: flow[name] })),
    ),
    ...report.months.map(({ month, open }) => ({
      ...{ section: "liability_months", name: "outstanding_less_debt", month: month.key, points: open.points },
      amountMinor: open.worthMinor,
    })),
    ...(outlook.asOf === null ? [] : (outlook.expiring ?? [])).map(({ month, points }) => ({
      section: "forecast",
      name: "expiring",
      month: month.key,
      points,
    })),
    ...report.rules.map(({ rule, points, times }) => ({ section: "rules", name: rule ?? "orders", points, count: times })),
    ...report.rewards.flatMap(({ title, redeemed, used, points, valueMinor }) => [
      { section: "rewards_redeemed", name: textIn(title, "en"), points, count: redeemed },
      { section: "rewards_used", name: textIn(title, "en"), count: used, amountMinor: valueMinor },
    ]),
  ];
}

function estimateOf({ asOf, breakage }: Outlook): Pick<Line, "count" | "share"> {
  return asOf === null ? {} : { count: breakage.customers, share: breakage.share };
}
