/** Points are bigint, money is in minor units: what is written comes from the amount itself, only what is drawn becomes a floating number. */
export type Amount = number | bigint;

/** One place on the horizontal axis. `short` stands below it, `long` in the tooltip and the table. */
export type Point = { readonly short: string; readonly long: string };

/** A value for each point; null: there is none, which is not nought. */
export type Series = {
  readonly name: string;
  readonly values: readonly (Amount | null)[];
  /** Its place among the looks, where that should not be its place among the series. */
  readonly look?: number;
};

/** What is told of one spot of a picture. */
export type Told = { readonly title: string; readonly lines: readonly string[] };

/** A part of the picture that pointer and arrow keys lead to, in pixels of the picture; the tooltip stands at its top, in the middle. */
export type Spot = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly told: Told;
};

export type Table = {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly foot?: readonly string[];
};

/** What every chart of points and series is told. */
export type ChartProps = {
  /** What it is called: heads the table and names the picture's file. */
  readonly name: string;
  /** What the picture shows, in words. */
  readonly label: string;
  /** What the points are: "Month". */
  readonly heading: string;
  readonly points: readonly Point[];
  readonly series: readonly Series[];
  readonly write: (value: Amount) => string;
  /** For the axis, where that is shorter. */
  readonly writeTick?: (value: number) => string;
  readonly foot?: readonly string[];
};

export const NO_VALUE = "–";

/** A row a point, a column a series. */
export function tableOf({ heading, points, series, write, foot }: ChartProps): Table {
  return {
    headings: [heading, ...series.map(({ name }) => name)],
    rows: points.map(({ long }, index) => [long, ...series.map(({ values }) => written(values[index], write))]),
    ...(foot === undefined ? {} : { foot }),
  };
}

export function toldOf({ points, series, write }: ChartProps, index: number): Told {
  const lines = series.map(({ name, values }) => `${name}: ${written(values[index], write)}`);
  return { title: points[index]?.long ?? "", lines };
}

/** As it is spoken: "March 2026: new 12, returning 30". */
export function spoken({ title, lines }: Told): string {
  return lines.length === 0 ? title : `${title}: ${lines.join(", ")}`;
}

/** The spot at a place of the picture; null: there is none. */
export function spotAt(spots: readonly Spot[], x: number, y: number): number | null {
  const found = spots.findIndex((spot) => x >= spot.x && x < spot.x + spot.width && y >= spot.y && y < spot.y + spot.height);
  return found === -1 ? null : found;
}

/**
 * Where a key leads from a spot; null: it is none of the picture's keys.
 * @param columns how many spots stand in one row
 */
export function spotAfter(key: string, index: number, count: number, columns: number): number | null {
  const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const step = steps[key];
  if (step === undefined) return null;
  const next = index + step;
  return next < 0 || next >= count ? index : next;
}

/** How wide a text of the picture is at most; the server knows no fonts. */
export function widthOf(text: string): number {
  return text.length * 6.8;
}

function written(value: Amount | null | undefined, write: (value: Amount) => string): string {
  return value == null ? NO_VALUE : write(value);
}
