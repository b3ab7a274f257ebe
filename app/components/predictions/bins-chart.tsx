import { Text } from "@shopify/polaris";

import type { Bin } from "../../insights/predictions/validation/compare.ts";
import { useFormat, useT } from "../locale.tsx";

const [WIDTH, HEIGHT] = [1_200, 200];

/** Customers in ten parts by what was predicted of them: two bars each, orders predicted and orders placed. The table beside it says the same. */
export function BinsChart({ bins, label }: { bins: readonly Bin[]; label: string }) {
  const t = useT();
  const format = useFormat();
  const most = Math.max(...bins.flatMap(({ expected, placed }) => [expected, placed]), 1e-9);
  const slot = WIDTH / Math.max(1, bins.length);
  const bar = (value: number, index: number, at: number, kind: "adjusted" | "earned") => (
    <rect
      key={`${index}-${kind}`}
      className={`chart-${kind}`}
      x={(index + at) * slot}
      y={(HEIGHT - (value / most) * HEIGHT).toFixed(2)}
      width={slot * 0.35}
      height={((value / most) * HEIGHT).toFixed(2)}
    />
  );
  const legend = [
    { kind: "adjusted", name: t("predictions.binExpected") },
    { kind: "earned", name: t("predictions.binPlaced") },
  ];
  return (
    <div className="chart">
      <div className="chart-scale" aria-hidden="true">
        <span>{format.number(Math.round(most * 100) / 100)}</span>
        <span>0</span>
      </div>
      <div>
        <svg className="chart-bars" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
          {bins.flatMap(({ expected, placed }, index) => [
            bar(expected, index, 0.13, "adjusted"),
            bar(placed, index, 0.52, "earned"),
          ])}
          <line className="chart-zero" x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} vectorEffect="non-scaling-stroke" />
        </svg>
        <Text as="p" variant="bodySm" tone="subdued">
          {t("predictions.binAxis")}
        </Text>
        <ul className="chart-legend">
          {legend.map(({ kind, name }) => (
            <li key={kind}>
              <svg viewBox="0 0 10 10" aria-hidden="true">
                <rect className={`chart-${kind}`} width="10" height="10" rx="2" />
              </svg>
              {name}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
