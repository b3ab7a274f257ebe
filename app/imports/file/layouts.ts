/** Programs whose files we know by their columns (README.md says from where); `plain` is everything else with the right columns. */
export type Source = "smile" | "loyaltylion" | "rivo" | "yotpo" | "joy" | "plain";

export const fields = ["email", "points", "tier", "birthday"] as const;
export type Field = (typeof fields)[number];

/** Which column holds what: its place, and its heading as the file has it. */
export type Columns = { [Name in Field]?: { index: number; heading: string } };
export type Layout = { source: Source; columns: Columns };

/** Headings by which a field is known, best first; compared in lower case with one space between words. */
const headings: Record<Field, readonly string[]> = {
  email: [
    ...["email", "e mail", "email address", "e mail address", "emails", "customer email", "customer email address", "mail"],
    ...["e mail adresse", "email adresse", "shopify customer email"],
  ],
  points: [
    ...["points balance", "current points balance", "point balance", "swell point balance", "points approved", "approved points"],
    ...["points available", "available points", "points", "points tally", "balance", "current points", "total points"],
    ...["punktestand", "verfügbare punkte", "punkte"],
  ],
  tier: [
    ...[
      "vip tier",
      "vip tier name",
      "tier",
      "tier name",
      "current tier",
      "loyalty tier",
      "loyalty tier name",
      "swell vip tier name",
    ],
    ...["membership type", "level", "stufe"],
  ],
  birthday: [
    ...["birthday", "birthdate", "birth date", "date of birth", "dob", "birthday (mm/dd)", "birthday(mm/dd)"],
    ...["birthday (mm/dd/yyyy)", "birthday (mm/dd) or (mm/dd/yyyy)", "geburtstag", "geburtsdatum"],
  ],
};

/** Headings that only this program's files have, as far as is known. */
const marks: Record<Exclude<Source, "plain">, readonly string[]> = {
  smile: ["member status", "state", "referral url", "date of birth", "vip status", "vip tier id"],
  loyaltylion: [
    "points approved",
    "approved points",
    "loyalty tier",
    "loyalty tier name",
    "loyalty tier membership",
    "merchant id",
  ],
  rivo: ["birthdate", "activation date", "credits balance", "points tally", "credits tally", "dob", "loyalty status"],
  yotpo: [
    ...[
      "points spent",
      "points earned",
      "full name",
      "birthday (mm/dd)",
      "birthday (mm/dd/yyyy)",
      "birthday (mm/dd) or (mm/dd/yyyy)",
    ],
    ...["current points balance", "referral link", "point balance", "swell point balance", "swell vip tier name", "anniversary"],
  ],
  joy: ["membership type", "birthday(mm/dd)", "created date"],
};

/** What is kept of a heading, to be shown. */
const HEADING_LENGTH = 100;

/** A heading as it is compared: `Points_Balance ` and `points balance` are one. */
function plainHeading(heading: string): string {
  return heading
    .normalize("NFC")
    .toLowerCase()
    .replace(/^'|[\uFEFF"]/g, "")
    .replace(/[\s_\-–.:]+/g, " ")
    .trim();
}

/** Recognises a file by its first record. Columns that are no field of ours are left out. */
export function recognise(record: readonly string[]): Layout {
  const plain = record.map(plainHeading);
  const columns: Columns = {};
  for (const field of fields) {
    const heading = headings[field].find((known) => plain.includes(known));
    const index = heading === undefined ? -1 : plain.indexOf(heading);
    if (index >= 0) columns[field] = { index, heading: (record[index] ?? "").trim().slice(0, HEADING_LENGTH) };
  }
  const scores = (Object.keys(marks) as (keyof typeof marks)[]).map((source) => ({
    source,
    score: marks[source].filter((mark) => plain.includes(mark)).length,
  }));
  const best = scores.reduce((a, b) => (b.score > a.score ? b : a));
  return { source: best.score > 0 ? best.source : "plain", columns };
}
