import { z } from "zod";

const rowSchema = z.object({ id: z.string(), __parentId: z.string().optional() }).loose();
type Row = z.infer<typeof rowSchema>;

export type BulkObject = { root: Row; children: Row[] };

/**
 * Objects of a bulk operation's JSONL, one at a time: a line without `__parentId` begins an object, the lines with one belong to it.
 * @throws Error naming the line that is not JSON, has no id, or belongs to nothing before it
 */
export async function* readBulkObjects(lines: AsyncIterable<string>): AsyncGenerator<BulkObject> {
  let current: BulkObject | null = null;
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line === "") continue;
    const row = parseRow(line, number);
    if (row.__parentId === undefined) {
      if (current !== null) yield current;
      current = { root: row, children: [] };
    } else if (current?.root.id === row.__parentId) current.children.push(row);
    else throw new Error(`Bulk line ${number} belongs to ${row.__parentId}, which is not the object before it`);
  }
  if (current !== null) yield current;
}

function parseRow(line: string, number: number): Row {
  try {
    return rowSchema.parse(JSON.parse(line));
  } catch {
    throw new Error(`Bulk line ${number} is not an object with an id`);
  }
}
