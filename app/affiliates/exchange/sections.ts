/** A record of a file and its number, as spreadsheets count. */
export type FileRecord = { row: number; cells: readonly string[] };
/** `name` "" where the file has one table only. */
export type Section = { name: string; headings: readonly string[]; records: FileRecord[] };

const MARK = /^\[\[\s*([\w ]{1,60})\s*\]\]$/;

/** The tables of a file. Post Affiliate Pro writes several into one, each below its name in double brackets; all others have one. */
export function sectionsOf(records: readonly FileRecord[]): Section[] {
  const sections: Section[] = [];
  let open: Section | null = null;
  let named = "";
  for (const record of records) {
    const [, name] = MARK.exec(record.cells[0]?.trim() ?? "") ?? [];
    if (name !== undefined && record.cells.slice(1).every((cell) => cell.trim() === "")) {
      open = null;
      named = name.toLowerCase();
    } else if (open === null) {
      open = { name: named, headings: record.cells, records: [] };
      sections.push(open);
    } else open.records.push(record);
  }
  return sections;
}
