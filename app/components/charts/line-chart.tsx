import { area, curveLinear, curveStepAfter, line } from "d3-shape";

import { PointAxis, plotOf, ValueAxis, type Plot } from "./axes.tsx";
import { tableOf, toldOf, type ChartProps, type Series } from "./chart.ts";
import { ChartFrame } from "./frame.tsx";
import { INK, lookOf, Mark } from "./looks.tsx";

/** Between which values the first series lies in truth, most likely. */
export type Band = { readonly name: string; readonly low: readonly (number | null)[]; readonly high: readonly (number | null)[] };
type Props = ChartProps & {
  band?: Band;
  /** A value to look at beside the lines: a goal. */
  level?: { name: string; value: number } | null;
  /** Values stay until they change, and do not slide from one to the next. */
  steps?: boolean;
  /** 1 for shares, which cannot be more. */
  most?: number;
};

const HEIGHT = 220;
const AXIS = 30;
/** More would stand on each other. */
const MARKS = 31;

export function LineChart(props: Props) {
  const { name, label, points, series, write, band, level, most } = props;
  const writeTick = props.writeTick ?? write;
  const known = [
    ...series.flatMap(({ values }) => values.filter((value) => value !== null)),
    ...[...(band?.low ?? []), ...(band?.high ?? [])].filter((value) => value !== null),
    ...(level == null ? [] : [level.value]),
  ];
  const legend = [
    ...series.map(({ name: of, look }, index) => ({ name: of, kind: "line" as const, look: look ?? index })),
    ...(level == null ? [] : [{ name: level.name, kind: "line" as const, look: 5 }]),
  ];
  return (
    <ChartFrame
      name={name}
      label={label}
      table={withBand(props)}
      legend={legend.length > 1 ? legend : []}
      draw={(width) => {
        const plot = plotOf(known, { width, height: HEIGHT, writeTick, ...(most === undefined ? {} : { most }) });
        const slot = (plot.right - plot.left) / Math.max(1, points.length);
        const at = (index: number) => plot.left + (index + 0.5) * slot;
        return {
          height: HEIGHT + AXIS,
          picture: <Picture {...props} plot={plot} at={at} />,
          spots: points.map((_, index) => {
            const { title, lines } = toldOf(props, index);
            return {
              ...{ x: plot.left + index * slot, y: 0, width: slot, height: HEIGHT },
              told: { title, lines: [...lines, ...bandLine(props, index)] },
            };
          }),
        };
      }}
    />
  );
}

function Picture({ points, series, band, level, steps, plot, at }: Props & { plot: Plot; at: (index: number) => number }) {
  const curve = steps === true ? curveStepAfter : curveLinear;
  const indexes = points.map((_, index) => index);
  return (
    <>
      <ValueAxis plot={plot} />
      <PointAxis plot={plot} points={points} at={at} />
      {band !== undefined && (
        <path
          fill={lookOf(series[0]?.look ?? 0).color}
          fillOpacity="0.18"
          d={
            area<number>(
              at,
              (index) => plot.y(band.low[index] ?? 0),
              (index) => plot.y(band.high[index] ?? 0),
            )
              .defined((index) => band.low[index] != null && band.high[index] != null)
              .curve(curve)(indexes) ?? ""
          }
        />
      )}
      {level != null && (
        <line
          x1={plot.left}
          x2={plot.right}
          y1={plot.y(level.value)}
          y2={plot.y(level.value)}
          stroke={INK}
          strokeWidth="1.5"
          strokeDasharray={lookOf(5).dash}
        />
      )}
      {series.map((one, index) => (
        <Line key={one.name} one={one} look={one.look ?? index} {...{ plot, at, curve, indexes }} />
      ))}
    </>
  );
}

type LineProps = {
  one: Series;
  look: number;
  plot: Plot;
  at: (index: number) => number;
  curve: typeof curveLinear;
  indexes: readonly number[];
};

function Line({ one: { values }, look, plot, at, curve, indexes }: LineProps) {
  const drawn = line<number>(at, (index) => plot.y(Number(values[index] ?? 0)))
    .defined((index) => values[index] != null)
    .curve(curve)([...indexes]);
  const alone = (index: number) => values[index - 1] == null && values[index + 1] == null;
  return (
    <g>
      <path d={drawn ?? ""} fill="none" stroke={lookOf(look).color} strokeWidth="2" strokeDasharray={lookOf(look).dash} />
      {indexes.map((index) => {
        const value = values[index];
        if (value == null || (indexes.length > MARKS && !alone(index))) return null;
        return <Mark key={index} x={at(index)} y={plot.y(Number(value))} look={look} />;
      })}
    </g>
  );
}

function bandLine({ band, write }: Props, index: number): string[] {
  const [low, high] = [band?.low[index], band?.high[index]];
  return band === undefined || low == null || high == null ? [] : [`${band.name}: ${write(low)} – ${write(high)}`];
}

function withBand(props: Props) {
  const table = tableOf(props);
  if (props.band === undefined) return table;
  const { name } = props.band;
  return {
    headings: [...table.headings, name],
    rows: table.rows.map((row, index) => [...row, bandLine(props, index)[0]?.slice(name.length + 2) ?? "–"]),
  };
}
