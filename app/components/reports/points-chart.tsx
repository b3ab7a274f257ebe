import { Box } from "@shopify/polaris";

import type { Month } from "../../lib/months.ts";
import { useFormat } from "../locale.tsx";

export type Series = { key: string; name: string };
type Props = {
  series: readonly Series[];
  /** Signed points of each series, month by month. */
  months: readonly { month: Month; values: readonly bigint[] }[];
  /** What the picture shows, in words. */
  label: string;
};

const HEIGHT = 200;
const WIDTH = 1_200;

/**
 * A stack a month: what is positive grows upwards from the line, what is negative downwards. The words and the table beside it say the same;
 * the names below the bars are for the eye alone.
 */
export function PointsChart({ series, months, label }: Props) {
  const format = useFormat();
  const up = highest(months, (value) => value > 0n);
  const down = highest(months, (value) => value < 0n);
  const whole = up + down;
  const zero = whole === 0n ? HEIGHT - 1 : scaled(up, whole);
  const slot = WIDTH / Math.max(1, months.length);
  return (
    <div className="chart">
      <div className="chart-scale" aria-hidden="true">
        <span>{up > 0n && format.number(up)}</span>
        <span>{down > 0n && format.signed(-down)}</span>
      </div>
      <div>
        <svg className="chart-bars" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
          {months.flatMap(({ month, values }, index) =>
            stack(values, whole, zero).map(({ at, y, height }) => (
              <rect
                key={`${month.key}-${at}`}
                className={`chart-${series[at]?.key ?? ""}`}
                x={(index + 0.15) * slot}
                y={y.toFixed(2)}
                width={slot * 0.7}
                height={height.toFixed(2)}
              />
            )),
          )}
          <line className="chart-zero" x1="0" x2={WIDTH} y1={zero} y2={zero} vectorEffect="non-scaling-stroke" />
        </svg>
        <div className="chart-months" aria-hidden="true">
          {months.map(({ month }) => (
            <span key={month.key}>{format.monthName(month.at)}</span>
          ))}
        </div>
        {series.length > 1 && (
          <Box paddingBlockStart="300">
            <ul className="chart-legend">
              {series.map(({ key, name }) => (
                <li key={key}>
                  <svg viewBox="0 0 10 10" aria-hidden="true">
                    <rect className={`chart-${key}`} width="10" height="10" rx="2" />
                  </svg>
                  {name}
                </li>
              ))}
            </ul>
          </Box>
        )}
      </div>
    </div>
  );
}

type Piece = { at: number; y: number; height: number };

function stack(values: readonly bigint[], whole: bigint, zero: number): Piece[] {
  let above = 0n;
  let below = 0n;
  return values.flatMap((value, at): Piece[] => {
    if (value === 0n) return [];
    if (value > 0n) {
      above += value;
      return [{ at, y: zero - scaled(above, whole), height: scaled(value, whole) }];
    }
    const y = zero + scaled(below, whole);
    below -= value;
    return [{ at, y, height: scaled(-value, whole) }];
  });
}

function scaled(value: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number((value * BigInt(HEIGHT) * 1_000n) / whole) / 1_000;
}

/** The tallest of the stacks on one side of the line. */
function highest(months: Props["months"], counts: (value: bigint) => boolean): bigint {
  return months.reduce((most, { values }) => {
    const size = values.filter(counts).reduce((sum, value) => sum + (value < 0n ? -value : value), 0n);
    return size > most ? size : most;
  }, 0n);
}
