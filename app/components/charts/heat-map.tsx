import { scaleLinear } from "d3-scale";

import { NO_VALUE, widthOf } from "./chart.ts";
import { ChartFrame } from "./frame.tsx";
import { INK, SUBDUED, unfinishedOf } from "./looks.tsx";

/** `running`: not complete, which is seen and said. */
export type Cell = { readonly value: number; readonly text: string; readonly running?: boolean };
type Props = {
  name: string;
  label: string;
  /** What rows are ("First order"), and what stands beside each of them ("Customers"). */
  heading: string;
  beside?: string;
  columns: readonly string[];
  rows: readonly { name: string; beside?: string; cells: readonly (Cell | null)[] }[];
  /** The value that is shaded darkest; the highest where it is not told. */
  most?: number;
  /** What is said of cells that are not complete. */
  running: string;
};

const [LOWEST, HIGHEST] = ["#eaf2fb", "#0b4f9e"];
const [CELL, ROW, HEAD] = [46, 28, 24];

/** Rows and columns of cells, darker the higher their value; each says its value in figures. */
export function HeatMap({ name, label, heading, beside, columns, rows, most, running }: Props) {
  const values = rows.flatMap(({ cells }) => cells.flatMap((cell) => (cell === null ? [] : [cell.value])));
  const shade = scaleLinear<string>([0, most ?? Math.max(1e-9, ...values)], [LOWEST, HIGHEST]).clamp(true);
  const first = Math.max(widthOf(heading), ...rows.map((row) => widthOf(row.name))) + 10;
  const second = beside === undefined ? 0 : Math.max(widthOf(beside), ...rows.map((row) => widthOf(row.beside ?? ""))) + 10;
  const left = first + second;
  const said = (cell: Cell) => (cell.running === true ? `${cell.text} (${running})` : cell.text);
  const anyRuns = rows.some(({ cells }) => cells.some((cell) => cell?.running === true));
  return (
    <ChartFrame
      name={name}
      label={label}
      columns={columns.length}
      least={left + columns.length * CELL}
      legend={anyRuns ? [{ name: running, kind: "unfinished", look: 0 }] : []}
      table={{
        headings: [heading, ...(beside === undefined ? [] : [beside]), ...columns],
        rows: rows.map((row) => [
          ...[row.name, ...(beside === undefined ? [] : [row.beside ?? ""])],
          ...columns.map((_, at) => ((cell) => (cell == null ? NO_VALUE : said(cell)))(row.cells[at])),
        ]),
      }}
      draw={(width, id) => {
        const wide = (width - left) / Math.max(1, columns.length);
        const place = (row: number, column: number) => ({ x: left + column * wide, y: HEAD + row * ROW });
        return {
          height: HEAD + rows.length * ROW + 8,
          picture: (
            <>
              <text y="14" fill={SUBDUED}>
                {heading}
              </text>
              {beside !== undefined && (
                <text x={left - 10} y="14" textAnchor="end" fill={SUBDUED}>
                  {beside}
                </text>
              )}
              {columns.map((column, at) => (
                <text key={column} x={left + (at + 0.5) * wide} y="14" textAnchor="middle" fill={SUBDUED}>
                  {column}
                </text>
              ))}
              {rows.map((row, line) => (
                <g key={row.name}>
                  <text y={HEAD + line * ROW + 18} fill={INK}>
                    {row.name}
                  </text>
                  {beside !== undefined && (
                    <text x={left - 10} y={HEAD + line * ROW + 18} textAnchor="end" fill={INK}>
                      {row.beside}
                    </text>
                  )}
                  {row.cells.map(
                    (cell, at) =>
                      cell !== null && (
                        <CellBox key={at} cell={cell} fill={shade(cell.value)} id={id} wide={wide} {...place(line, at)} />
                      ),
                  )}
                </g>
              ))}
            </>
          ),
          spots: rows.flatMap((row, line) =>
            columns.map((column, at) => {
              const cell = row.cells[at];
              const told = { title: `${row.name}, ${column}`, lines: [cell == null ? NO_VALUE : said(cell)] };
              return { ...place(line, at), width: wide, height: ROW, told };
            }),
          ),
        };
      }}
    />
  );
}

function CellBox({ cell, fill, id, wide, x, y }: { cell: Cell; fill: string; id: string; wide: number; x: number; y: number }) {
  const ink = inkOn(fill);
  const box = { x: x + 1, y: y + 1, width: Math.max(1, wide - 2), height: ROW - 2, rx: 2 };
  return (
    <g>
      <rect {...box} fill={fill} />
      {cell.running === true && <rect {...box} fill={unfinishedOf(id)} stroke={SUBDUED} strokeDasharray="3 2" />}
      <text
        x={x + wide / 2}
        y={y + 18}
        textAnchor="middle"
        fill={ink}
        stroke={fill}
        strokeWidth={cell.running === true ? 4 : 0}
        paintOrder="stroke"
      >
        {cell.text}
      </text>
    </g>
  );
}

/** Black or white, whichever stands out more: one of both always has 4.5:1. @param color `rgb(r, g, b)` or `#rrggbb` */
export function inkOn(color: string): string {
  const parts = color.startsWith("#")
    ? [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16))
    : (color.match(/\d+/g) ?? []).map(Number);
  const [red = 0, green = 0, blue = 0] = parts.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
}
