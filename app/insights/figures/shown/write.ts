import type { Format } from "../../../i18n/format.ts";
import type { Translate } from "../../../i18n/translate.ts";
import { figures, type FigureKey, type Unit } from "../list.ts";

/** A figure as it is written; null is "none". */
export function writeFigure(unit: Unit, value: number | null, t: Translate, format: Format): string {
  if (value === null) return unit === "days" ? t("figures.notReached") : t("figures.none");
  switch (unit) {
    case "share":
      return format.percent(value);
    case "money":
      return format.money(BigInt(Math.round(value)));
    case "days":
      return t("figures.days", { count: value });
    case "number":
      return format.number(Math.round(value * 100) / 100);
    case "difference":
      return t("figures.points", { difference: format.signed(Math.round(value * 1_000) / 10) });
    case "score":
      return format.signed(Math.round(value));
  }
}

/** How much one is above another, in its unit; shares, and differences of them, in percentage points. */
export function writeDifference(
  key: FigureKey,
  later: number | null,
  earlier: number | null,
  t: Translate,
  format: Format,
): string {
  if (later === null || earlier === null) return t("figures.none");
  const difference = later - earlier;
  const { unit } = figures[key];
  if (unit === "share" || unit === "difference") return writeFigure("difference", difference, t, format);
  if (unit === "score") return writeFigure("score", difference, t, format);
  const written = writeFigure(unit, Math.abs(difference), t, format);
  // What is nothing as it is written is neither more nor less.
  const sign = written === writeFigure(unit, 0, t, format) ? "" : difference > 0 ? "+" : "−";
  return `${sign}${written}`;
}
