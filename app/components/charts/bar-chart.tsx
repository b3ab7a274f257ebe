import { PointAxis, plotOf, ValueAxis, type Plot } from "./axes.tsx";
import { tableOf, toldOf, type Amount, type ChartProps } from "./chart.ts";
import { ChartFrame } from "./frame.tsx";
import { fillOf } from "./looks.tsx";

type Props = ChartProps & {
  /** Upon each other, what is negative below the line; or beside each other. */
  arrange?: "stacked" | "beside";
};
type Bar = { series: number; index: number; from: number; to: number; x: number; width: number };

const HEIGHT = 220;
const AXIS = 30;
const WIDEST = 64;

export function BarChart(props: Props) {
  const { name, label, points, series, write, arrange = "stacked" } = props;
  const stacks = points.map((_, index) =>
    stackOf(
      series.map(({ values }) => values[index] ?? 0),
      arrange,
    ),
  );
  return (
    <ChartFrame
      name={name}
      label={label}
      table={tableOf(props)}
      legend={
        series.length < 2 ? [] : series.map(({ name: of, look }, index) => ({ name: of, kind: "area", look: look ?? index }))
      }
      draw={(width, id) => {
        const ends = stacks.flatMap((stack) => stack.flatMap(({ from, to }) => [from, to]));
        const plot = plotOf(ends, { width, height: HEIGHT, writeTick: props.writeTick ?? write });
        const slot = (plot.right - plot.left) / Math.max(1, points.length);
        const side = arrange === "stacked" ? 1 : Math.max(1, series.length);
        const wide = Math.min((slot * 0.75) / side, WIDEST);
        const bars = stacks.flatMap((stack, index) =>
          stack.map(({ from, to }, at): Bar => {
            const first = plot.left + (index + 0.5) * slot - (side * wide) / 2;
            return { series: at, index, from, to, x: first + (side === 1 ? 0 : at * wide), width: wide };
          }),
        );
        return {
          height: HEIGHT + AXIS,
          picture: (
            <>
              <ValueAxis plot={plot} />
              {bars.map((bar) => (
                <rect
                  key={`${bar.index}-${bar.series}`}
                  {...placeOf(bar, plot)}
                  fill={fillOf(id, series[bar.series]?.look ?? bar.series)}
                  stroke="#ffffff"
                  strokeWidth="0.5"
                />
              ))}
              <PointAxis plot={plot} points={points} at={(index) => plot.left + (index + 0.5) * slot} />
            </>
          ),
          spots: points.map((_, index) => ({
            ...{ x: plot.left + index * slot, y: 0, width: slot, height: HEIGHT },
            told: toldOf(props, index),
          })),
        };
      }}
    />
  );
}

function placeOf({ from, to, x, width }: Bar, { y }: Plot) {
  return { x, width, y: Math.min(y(from), y(to)), height: Math.abs(y(from) - y(to)) };
}

/** Where each value begins and ends. Sums are made of the amounts themselves: points are bigint. */
function stackOf(values: readonly Amount[], arrange: "stacked" | "beside"): { from: number; to: number }[] {
  let [above, below] = [0, 0];
  return values.map((value) => {
    const size = Number(value);
    if (arrange === "beside") return { from: 0, to: size };
    if (size < 0) return { from: below, to: (below += size) };
    return { from: above, to: (above += size) };
  });
}
