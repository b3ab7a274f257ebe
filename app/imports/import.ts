import type { DayOrder } from "./file/values.ts";
import type { Encoding, Separator } from "./file/csv-text.ts";
import type { Source } from "./file/layouts.ts";

export const modes = ["add", "set"] as const;
/** Points of the file come on top of what customers have, or become what they have. */
export type Mode = (typeof modes)[number];

export type ImportState = "checked" | "applying" | "done" | "undoing" | "undone";
export type RowState = "ready" | "problem" | "applied" | "undone";

export type RowProblemCode =
  | "missing-email"
  | "bad-email"
  | "duplicate-email"
  | "unknown-customer"
  | "bad-points"
  | "negative-points"
  | "too-many-points"
  | "unknown-tier"
  | "bad-birthday"
  | "nothing"
  | "gone";

/** Why a row cannot be imported, and the value that is to blame: for a duplicate, the row that came first. */
export type RowProblem = { code: RowProblemCode; value: string };

/** What a merchant wants of a file. */
export type Wanted = { points: boolean; tiers: boolean; birthdays: boolean };

/** How the file was read, to be shown beside the report. */
export type Reading = {
  encoding: Encoding;
  separator: Separator;
  dayOrder: DayOrder;
  columns: { email: string; points: string | null; tier: string | null; birthday: string | null };
  /** The file names tiers, and the program has none: they were left out. */
  tiersIgnored: boolean;
};

export type Import = {
  importId: number;
  source: Source;
  filename: string;
  mode: Mode;
  state: ImportState;
  reading: Reading;
  runId: bigint | null;
  createdBy: string;
  createdAt: Date;
  appliedAt: Date | null;
  undoneAt: Date | null;
};

export type ImportRow = {
  row: number;
  email: string | null;
  customerId: bigint | null;
  points: bigint | null;
  tier: string | null;
  birthday: string | null;
  state: RowState;
  problems: RowProblem[];
};

/** The id in an address; null for what cannot be one. */
export function parseImportId(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** How many rows a part takes. */
export const PART_SIZE = 300;
