import { scaleLinear, type ScaleLinear } from "d3-scale";

import { widthOf, type Amount, type Point } from "./chart.ts";
import { GRID, SUBDUED } from "./looks.tsx";

/** Where the values of a picture are: the plot within its margins, and its scale from the lowest to the highest value, with nought. */
export type Plot = {
  left: number;
  right: number;
  top: number;
  bottom: number;
  y: ScaleLinear<number, number>;
  ticks: readonly { value: number; text: string }[];
};

const TOP = 10;
const TICKS = 4;

/**
 * @param values all that must be in the picture
 * @param most where values cannot go beyond: 1 for shares
 */
export function plotOf(
  values: readonly Amount[],
  { width, height, writeTick, most }: { width: number; height: number; writeTick: (value: number) => string; most?: number },
): Plot {
  const numbers = values.map(Number);
  const [low, high] = [Math.min(0, ...numbers), Math.max(0, ...numbers)];
  const y = scaleLinear([low, high === low ? low + 1 : high], [height, TOP]).nice(TICKS);
  if (most !== undefined && (y.domain()[1] ?? 0) > most) y.domain([y.domain()[0] ?? 0, most]);
  const ticks = y.ticks(TICKS).map((value) => ({ value, text: writeTick(value) }));
  // Small counts would have the same text twice.
  const told = ticks.filter(({ text }, index) => index === 0 || text !== ticks[index - 1]?.text);
  const left = Math.ceil(Math.max(...told.map(({ text }) => widthOf(text)))) + 8;
  return { left, right: Math.max(left + 1, width - 8), top: TOP, bottom: height, y, ticks: told };
}

export function ValueAxis({ plot: { left, right, y, ticks } }: { plot: Plot }) {
  return (
    <g>
      {ticks.map(({ value, text }) => (
        <g key={value} transform={`translate(0,${y(value)})`}>
          <line x1={left} x2={right} stroke={value === 0 ? SUBDUED : GRID} />
          <text x={left - 6} y="4" textAnchor="end" fill={SUBDUED}>
            {text}
          </text>
        </g>
      ))}
    </g>
  );
}

/** Names of points, as many as there is room for, counted from the last. */
export function PointAxis({ plot, points, at }: { plot: Plot; points: readonly Point[]; at: (index: number) => number }) {
  const widest = Math.max(1, ...points.map(({ short }) => widthOf(short))) + 10;
  const every = Math.max(1, Math.ceil((points.length * widest) / (plot.right - plot.left)));
  return (
    <g transform={`translate(0,${plot.bottom + 17})`}>
      {points.map(({ short }, index) => {
        if ((points.length - 1 - index) % every !== 0) return null;
        const half = widthOf(short) / 2;
        // Inside of the picture, also at its ends.
        const x = Math.min(Math.max(at(index), half), plot.right + 8 - half);
        return (
          <text key={index} x={x} textAnchor="middle" fill={SUBDUED}>
            {short}
          </text>
        );
      })}
    </g>
  );
}
