import { symbol, symbolCircle, symbolCross, symbolDiamond, symbolSquare, symbolTriangle, symbolWye } from "d3-shape";

import { widthOf } from "./chart.ts";

/**
 * How series are told apart: by color, each with a contrast of 3:1 and more against white, and by what needs no color: lines within an area, dashes and marks of a line.
 * Written as attributes, not as styles, so that a saved picture looks like the one on the page.
 */
const LOOKS = [
  { color: "#2b6cb0", dash: "none", mark: symbolCircle, lines: null },
  { color: "#c8460c", dash: "7 4", mark: symbolSquare, lines: "M0 8L8 0M-2 2L2 -2M6 10L10 6" },
  { color: "#0b7a66", dash: "2 3", mark: symbolTriangle, lines: "M0 4H8" },
  { color: "#8250c4", dash: "10 3 2 3", mark: symbolDiamond, lines: "M0 0L8 8M-2 6L2 10M6 -2L10 2" },
  { color: "#a06a00", dash: "5 2 2 2 2 2", mark: symbolCross, lines: "M4 0V8" },
  { color: "#6b7177", dash: "1 4", mark: symbolWye, lines: "M0 4H8M4 0V8" },
] as const;

export type Look = (typeof LOOKS)[number];
export const INK = "#303030";
export const SUBDUED = "#616161";
export const GRID = "#e3e3e3";
export const FONT = "Inter, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

export function lookOf(index: number): Look {
  return LOOKS[index % LOOKS.length] ?? LOOKS[0];
}

/** What an area of a look is filled with, in a picture that has `<Patterns>` with the same id. */
export function fillOf(id: string, index: number): string {
  return lookOf(index).lines === null ? lookOf(index).color : `url(#${id}-look-${index % LOOKS.length})`;
}

/** What lies over an area whose figure is not complete. */
export function unfinishedOf(id: string): string {
  return `url(#${id}-unfinished)`;
}

export function Patterns({ id }: { id: string }) {
  return (
    <defs>
      {LOOKS.map(({ color, lines }, index) =>
        lines === null ? null : (
          <pattern key={color} id={`${id}-look-${index}`} width="8" height="8" patternUnits="userSpaceOnUse">
            <rect width="8" height="8" fill={color} />
            <path d={lines} stroke="#ffffff" strokeWidth="1.2" strokeOpacity="0.65" />
          </pattern>
        ),
      )}
      <pattern id={`${id}-unfinished`} width="6" height="6" patternUnits="userSpaceOnUse">
        <path d="M0 6L6 0M-1 1L1 -1M5 7L7 5" stroke={SUBDUED} strokeWidth="1" strokeOpacity="0.7" />
      </pattern>
    </defs>
  );
}

/** The mark of a line at a point. */
export function Mark({ x, y, look, size = 40 }: { x: number; y: number; look: number; size?: number }) {
  const { color, mark } = lookOf(look);
  return <path transform={`translate(${x},${y})`} d={symbol(mark, size)() ?? ""} fill={color} stroke="#ffffff" strokeWidth="1" />;
}

export type LegendEntry = { name: string; kind: "area" | "line" | "unfinished"; look: number };

const ROW = 20;
const SWATCH = 22;

type Row = { entry: LegendEntry; x: number; y: number }[];

/** Names and looks below a picture, in as many rows as its width needs. */
export function legendRows(entries: readonly LegendEntry[], width: number): { placed: Row; height: number } {
  let [x, y] = [0, 0];
  const placed = entries.map((entry) => {
    const wide = SWATCH + widthOf(entry.name) + 14;
    if (x > 0 && x + wide > width) [x, y] = [0, y + ROW];
    const here = { entry, x, y };
    x += wide;
    return here;
  });
  return { placed, height: entries.length === 0 ? 0 : y + ROW };
}

export function Legend({ id, placed, top }: { id: string; placed: Row; top: number }) {
  return (
    <g transform={`translate(0,${top})`}>
      {placed.map(({ entry: { name, kind, look }, x, y }) => (
        <g key={name} transform={`translate(${x},${y})`}>
          {kind === "line" ? (
            <>
              <line
                x1="0"
                x2="16"
                y1="8"
                y2="8"
                stroke={lookOf(look).color}
                strokeWidth="2"
                strokeDasharray={lookOf(look).dash}
              />
              <Mark x={8} y={8} look={look} />
            </>
          ) : (
            <rect
              width="14"
              height="14"
              y="1"
              rx="2"
              fill={kind === "area" ? fillOf(id, look) : unfinishedOf(id)}
              stroke={kind === "area" ? "none" : SUBDUED}
            />
          )}
          <text x={SWATCH} y="12" fill={INK}>
            {name}
          </text>
        </g>
      ))}
    </g>
  );
}
