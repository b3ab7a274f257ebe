import { BlockStack, Button, Collapsible, InlineStack } from "@shopify/polaris";
import { useEffect, useId, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from "react";

import { useT } from "../locale.tsx";
import { useToast } from "../page/bridge/toast.ts";
import { PlainTable } from "../reports/plain-table.tsx";
import { spoken, spotAfter, spotAt, type Spot, type Table } from "./chart.ts";
import { FONT, Legend, legendRows, Patterns, type LegendEntry } from "./looks.tsx";
import { savePicture } from "./save-picture.ts";

type Drawn = {
  /** Height of what is drawn; the legend comes below it. */
  height: number;
  picture: ReactNode;
  spots: readonly Spot[];
};
type Props = {
  name: string;
  label: string;
  table: Table;
  legend?: readonly LegendEntry[];
  /** Spots in one row, for the arrow keys up and down. */
  columns?: number;
  /** So many pixels it needs to be legible; where there are fewer, it scrolls within itself. */
  least?: number;
  /** @param id for references within the picture (`fillOf`) */
  draw: (width: number, id: string) => Drawn;
};

/** What the server draws for, until the browser says how wide it is. */
const WIDTH = 640;

/**
 * What every chart has around its picture: a legend, a tooltip that follows the pointer and the arrow keys and is read out, the table behind it, and a
 * button that saves it as a picture. Nothing moves by itself.
 */
export function ChartFrame({ name, label, table, legend = [], columns = 1, least = 0, draw }: Props) {
  const t = useT();
  const toast = useToast();
  const id = useId();
  const own = `chart${id.replaceAll(":", "")}`;
  const [open, setOpen] = useState(false);
  const [current, setCurrent] = useState<number | null>(null);
  const { box, width } = useWidth(least);
  const svg = useRef<SVGSVGElement>(null);
  const { height, picture, spots } = draw(width, own);
  const { placed, height: legendHeight } = legendRows(legend, width);
  const spot = current === null ? undefined : spots[current];
  const save = () => {
    if (svg.current !== null) savePicture(svg.current, name).catch(() => toast(t("charts.saveFailed"), { isError: true }));
  };
  const followPointer = (event: PointerEvent<HTMLElement>) => {
    const area = event.currentTarget.getBoundingClientRect();
    setCurrent(spotAt(spots, event.clientX - area.left, event.clientY - area.top));
  };
  const followKey = (event: KeyboardEvent) => {
    if (event.key === "Escape") setCurrent(null);
    const next = spotAfter(event.key, current ?? -1, spots.length, columns);
    if (next === null) return;
    event.preventDefault();
    setCurrent(Math.max(0, next));
  };
  return (
    <BlockStack gap="200">
      <div className="chart-box" ref={box}>
        <div
          className="chart-picture"
          role="slider"
          tabIndex={0}
          aria-label={label}
          aria-valuemin={1}
          aria-valuemax={Math.max(1, spots.length)}
          aria-valuenow={(current ?? 0) + 1}
          aria-valuetext={spoken((spot ?? spots[0])?.told ?? { title: label, lines: [] })}
          onPointerDown={followPointer}
          onPointerMove={followPointer}
          onPointerLeave={() => setCurrent(null)}
          onFocus={(event) => {
            if (event.currentTarget.matches(":focus-visible")) setCurrent(current ?? 0);
          }}
          onBlur={() => setCurrent(null)}
          onKeyDown={followKey}
        >
          <svg
            ref={svg}
            aria-hidden="true"
            width={width}
            height={height + legendHeight}
            viewBox={`0 0 ${width} ${height + legendHeight}`}
            fontFamily={FONT}
            fontSize="12"
          >
            <Patterns id={own} />
            {picture}
            <Legend id={own} placed={placed} top={height} />
          </svg>
          {spot !== undefined && <Tooltip spot={spot} width={width} />}
        </div>
      </div>
      <div className="chart-tools">
        <InlineStack gap="400">
          <Button
            variant="plain"
            disclosure={open ? "up" : "down"}
            ariaExpanded={open}
            ariaControls={`${own}-table`}
            onClick={() => setOpen(!open)}
          >
            {open ? t("charts.tableHide") : t("charts.table")}
          </Button>
          <Button variant="plain" accessibilityLabel={t("charts.saveOf", { name })} onClick={save}>
            {t("charts.save")}
          </Button>
        </InlineStack>
      </div>
      <Collapsible id={`${own}-table`} open={open}>
        <PlainTable label={name} headings={table.headings} rows={table.rows} {...(table.foot && { foot: table.foot })} />
      </Collapsible>
    </BlockStack>
  );
}

/** Beside the spot, on the side that has the room. The slider's value says the same to those who listen. */
function Tooltip({ spot: { x, y, width: wide, told }, width }: { spot: Spot; width: number }) {
  const middle = x + wide / 2;
  const place = middle > width / 2 ? { right: width - middle + 10 } : { left: middle + 10 };
  return (
    <div className="chart-tooltip" aria-hidden="true" style={{ ...place, top: Math.max(0, y) }}>
      <strong>{told.title}</strong>
      {told.lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  );
}

function useWidth(least: number) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(WIDTH);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { box, width: Math.max(least, width) };
}
