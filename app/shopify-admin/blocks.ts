/** The block on a customer's page, ready to be drawn. */
export type CustomerBlock = {
  /** What is so instead of all the rest: nobody knows this customer, or there is nobody any more. */
  missing: string | null;
  figures: { label: string; value: string; note: string | null }[];
  /** Whether the customer is kept out of the program, and what becomes of the points. */
  lines: string[];
  segments: { label: string; names: string[] };
  next: { label: string; title: string; reason: string } | null;
  open: { label: string; href: string };
  adjust: { key: string; words: AdjustWords } | null;
};

export type AdjustWords = Record<
  "title" | "points" | "pointsHelp" | "reason" | "reasonHelp" | "tier" | "tierHelp" | "submit" | "cancel",
  string
> & { reasonLimit: number };

/** What the block is told of an adjustment. */
export type AdjustedInBlock = { ok: boolean; message: string | null; errors: { points?: string; reason?: string } };

/** The block on an order's page, ready to be drawn: what it brought, and why, to the line. */
export type OrderBlock = {
  headline: string;
  /** Bonuses that it brought, until when points wait, and what it waits for. */
  lines: string[];
  /** How its own points come about; null where nothing is to be worked out. */
  calculation: { heading: string; columns: [string, string, string]; rows: [string, string, string][]; sum: string } | null;
  open: { label: string; href: string } | null;
};

/** What an action of the admin leads to, ready to be drawn. */
export type ActionBlock = { lines: string[]; links: { label: string; href: string }[] };

/** Selected customers whose ids an address can hold. */
export const MOST_SELECTED = 250;
