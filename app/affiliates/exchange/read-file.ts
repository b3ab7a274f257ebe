import { cleanText } from "../../lib/fields.ts";
import { amountOf, dateOf, unguarded } from "../../lib/file-values.ts";
import { lowerAddress } from "../../lib/lower-address.ts";
import { MOST_MINOR, WHOLE_BP } from "../setup/plan.ts";
import { plainName, readHeader, systemOf, type Field, type Header, type System } from "./columns.ts";
import { sectionsOf, type FileRecord, type Section } from "./sections.ts";

/** What they are to be here: waiting for the merchant, an affiliate, declined, or one who has ended. */
export type FileState = "applied" | "approved" | "declined" | "ended";

/** Somebody of a file. `id` "" where the file has none; `owedMinor` of shop money. */
export type FilePerson = {
  row: number;
  id: string;
  email: string;
  name: string;
  state: FileState;
  /** As the file has it; "" for none. */
  code: string;
  plan: string;
  rateBp: number | null;
  /** The id or address of who recruited them; "" for nobody. */
  parent: string;
  paypal: string;
  owedMinor: bigint;
  since: Date | null;
};

export const problemCodes = [
  ...(["no-email", "bad-email", "twice", "deleted", "bad-state", "bad-amount", "negative", "too-much", "bad-date"] as const),
  ...(["bad-paypal", "bad-code", "code-taken", "no-plan", "no-customer"] as const),
] as const;
export type RowProblemCode = (typeof problemCodes)[number];
/** `row` as spreadsheets count; `value`: what is to blame. */
export type RowProblem = { row: number; code: RowProblemCode; value: string };

export type ReadFile = { system: System; people: FilePerson[]; problems: RowProblem[] };
export type NotRead = { why: "no-columns"; columns: string } | { why: "which"; columns: string };

const EMAIL = /^[^\s@<>"',;:()[\]\\]+@[^\s@<>"',;:()[\]\\]+\.[^\s@<>"',;:()[\]\\.]+$/;
const LONGEST_NAME = 100;
const LONGEST = 200;

/** What programs call somebody's state. */
const STATES = new Map<string, FileState>([
  ...["", "a", "approved", "active", "1", "true", "yes", "enabled"].map((word) => [word, "approved"] as const),
  ...["p", "pending", "waiting", "applied", "new", "unverified"].map((word) => [word, "applied"] as const),
  ...["d", "declined", "denied", "rejected"].map((word) => [word, "declined"] as const),
  ...["inactive", "0", "false", "suspended", "ended", "disabled", "deactivated", "blocked", "s"].map(
    (word) => [word, "ended"] as const,
  ),
]);

/** Reads the records of a file one by one: each is a person or has its problem. @param chosen whose file the merchant says it is; null: as its columns say */
export function readPeople(
  records: readonly FileRecord[],
  chosen: System | null,
  { currency, now }: { currency: string; now: Date },
): ReadFile | NotRead {
  const sections = sectionsOf(records);
  const main = sections.find(({ name }) => name === "affiliates") ?? sections.find(({ name }) => name === "");
  const header = readHeader(main?.headings ?? []);
  const columns = header.names
    .filter((name) => name !== "")
    .join(", ")
    .slice(0, 300);
  if (main === undefined || header.columns.email === undefined) return { why: "no-columns", columns };
  const system = chosen ?? (main.name === "affiliates" ? "post-affiliate-pro" : systemOf(header));
  if (system === null) return { why: "which", columns };
  const problems: RowProblem[] = [];
  const blame = (row: number, code: RowProblemCode, value: string) =>
    problems.push({ row, code, value: cleanText(value.slice(0, 80)) });
  const beside = { owed: owedOf(sections, currency, blame), paypal: paypalOf(sections) };
  const people: FilePerson[] = [];
  const seen = new Set<string>();
  for (const record of main.records) {
    const person = readPerson(record, { system, header, beside, currency, now }, blame);
    if (person === null) continue;
    const names = [`email:${person.email}`, ...(person.id === "" ? [] : [`id:${person.id}`])];
    if (names.some((name) => seen.has(name))) blame(person.row, "twice", person.email);
    else {
      for (const name of names) seen.add(name);
      people.push(person);
    }
  }
  return { system, people, problems: problems.toSorted((a, b) => a.row - b.row) };
}

type Blame = (row: number, code: RowProblemCode, value: string) => void;
/** By id of the other program: what is owed, or null where it cannot be said; and where PayPal reaches them. */
type Beside = { owed: ReadonlyMap<string, bigint | null>; paypal: ReadonlyMap<string, string> };
type About = { system: System; header: Header; beside: Beside; currency: string; now: Date };

function readPerson(
  { row, cells }: FileRecord,
  { system, header, beside, currency, now }: About,
  blame: Blame,
): FilePerson | null {
  const cell = (field: Field): string => {
    const at = header.columns[field];
    return at === undefined ? "" : unguarded(cleanText((cells[at] ?? "").slice(0, LONGEST))).replace(/[\s\p{Cc}\p{Cf}]+/gu, " ");
  };
  const refuse = (code: RowProblemCode, value: string): null => {
    blame(row, code, value);
    return null;
  };
  const email = lowerAddress(cell("email"));
  if (email === "") return refuse("no-email", "");
  if (email.length > 254 || !EMAIL.test(email)) return refuse("bad-email", email);
  if (/^(y|yes|1|true)$/i.test(cell("deleted"))) return refuse("deleted", email);
  const state = STATES.get(cell("state").toLowerCase());
  if (state === undefined) return refuse("bad-state", cell("state"));
  const since = cell("since") === "" || cell("since").startsWith("0000") ? null : dateOf(cell("since"));
  if ((since === null && /[1-9]/.test(cell("since"))) || (since !== null && since > now))
    return refuse("bad-date", cell("since"));
  const id = cell("id");
  const paypal = lowerAddress(cell("paypal")) || (beside.paypal.get(id) ?? "");
  if (paypal !== "" && (paypal.length > 254 || !EMAIL.test(paypal))) return refuse("bad-paypal", "");
  const owedMinor = cell("owed") === "" ? (beside.owed.has(id) ? beside.owed.get(id) : 0n) : amountOf(cell("owed"), currency);
  if (owedMinor === null || owedMinor === undefined) return refuse("bad-amount", cell("owed"));
  if (owedMinor < 0n) return refuse("negative", cell("owed"));
  if (owedMinor > BigInt(MOST_MINOR)) return refuse("too-much", cell("owed"));
  const name = (cell("name") || `${cell("firstName")} ${cell("lastName")}`.trim()).slice(0, LONGEST_NAME).trim();
  return {
    ...{ row, id, email, name: name || (email.split("@")[0] ?? ""), paypal, owedMinor, since },
    // Who was declined and is owed something once was an affiliate.
    state: state === "declined" && owedMinor > 0n ? "ended" : state,
    ...{ code: codeOf(cell, system), plan: cell("plan"), rateBp: rateOf(cell("rate")), parent: parentOf(cell("parent"), id) },
  };
}

/** Of several codes the first. ReferralCandy's links end with the code; UpPromote's carry a number, which is none. */
function codeOf(cell: (field: Field) => string, system: System): string {
  const [first = ""] = cell("code").split(/[,;|\s]+/);
  if (first !== "" || system !== "referralcandy") return first;
  return /([A-Za-z0-9_-]{3,40})\/?(?:[?#].*)?$/.exec(cell("link"))?.[1] ?? "";
}

function parentOf(parent: string, id: string): string {
  return parent === "0" || parent === id ? "" : parent.includes("@") ? lowerAddress(parent) : parent;
}

/** "10", "10%", "12,5 %" as basis points. */
function rateOf(text: string): number | null {
  const [, whole, fraction = ""] = /^(\d{1,3})(?:[.,](\d{1,2}))?\s*%?$/.exec(text) ?? [];
  const bp = whole === undefined ? WHOLE_BP + 1 : Number(whole) * 100 + Number(fraction.padEnd(2, "0"));
  return bp > WHOLE_BP ? null : bp;
}

/** What Post Affiliate Pro's commissions come to that it has approved and not paid, by affiliate. */
function owedOf(sections: readonly Section[], currency: string, blame: Blame): Map<string, bigint | null> {
  const owed = new Map<string, bigint | null>();
  for (const { headings, records } of sections.filter(({ name }) => name === "commissions")) {
    const names = headings.map(plainName);
    const cellOf = (cells: readonly string[], name: string) => unguarded(cells[names.indexOf(name)] ?? "");
    for (const { row, cells } of records) {
      const [id, state, paid] = [cellOf(cells, "userid"), cellOf(cells, "rstatus"), cellOf(cells, "payoutstatus")];
      if (state.toUpperCase() !== "A" || paid.toUpperCase() === "P") continue;
      const minor = amountOf(cellOf(cells, "commission"), currency);
      if (minor === null) blame(row, "bad-amount", cellOf(cells, "commission"));
      const before = owed.has(id) ? owed.get(id) : 0n;
      owed.set(id, minor === null || before === null || before === undefined ? null : before + minor);
    }
  }
  return owed;
}

/** Of what Post Affiliate Pro says of payouts only addresses of PayPal are kept: bank accounts are not looked at. */
function paypalOf(sections: readonly Section[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const { headings, records } of sections.filter(({ name }) => name.includes("payout"))) {
    const names = headings.map(plainName);
    const id = names.indexOf("userid");
    for (const { cells } of records) {
      const values = cells.map((cell) => unguarded(cell).slice(0, 254));
      const isPaypal = values.some((value) => /paypal|^pp_?email$/i.test(value) && !value.includes("@"));
      const address = values.map(lowerAddress).find((value) => EMAIL.test(value));
      if (isPaypal && address !== undefined) found.set(values[id] ?? "", address);
    }
  }
  return found;
}
