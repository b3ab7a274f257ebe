import type { Source } from "./rules.ts";

/** What a folder that does not own a table may write in it: some columns, or whole rows. */
export type Owner = { owner: string; lends: { to: string; columns: readonly string[] | "rows" }[] };

/** `/// Owner: tiers. Lends birthday_day to bonuses; rows to sync, who ….` above each model of the Prisma schema. */
export function ownersIn(schema: string): Map<string, Owner | null> {
  const models = [...schema.matchAll(/((?:^\/\/\/[^\n]*\n)*)^model (\w+) \{/gm)];
  return new Map(
    models.map(([, comment = "", table = ""]) => {
      const line = /^\/\/\/ Owner: (\w+)\.(?: Lends (.+)\.)?$/m.exec(comment);
      if (line === null) return [table, null];
      const lends = (line[2] ?? "").split("; ").flatMap((lent) => {
        const [, what = "", to = ""] = /^(.+?) to (\w+)/.exec(lent) ?? [];
        return what === "" ? [] : [{ to, columns: what === "rows" ? ("rows" as const) : what.split(", ") }];
      });
      return [table, { owner: line[1] ?? "", lends }];
    }),
  );
}

export type Write = { path: string; table: string; columns: readonly string[] | "rows" };

const KEYS = new Set(["shop_id", "customer_id", "order_id"]);

/** Every statement and Prisma call that writes a table. `columns`: those that an insert or update names; a delete writes rows. */
export function writesIn({ path, text }: Source): Write[] {
  const statements = [...text.matchAll(/\b(insert into|update|delete from) "?([a-zA-Z_]+)"?(?=[\s(])/g)].map((match): Write => {
    const [, verb, table = ""] = match;
    const rest = text.slice(match.index + match[0].length);
    if (verb === "delete from") return { path, table, columns: "rows" };
    return { path, table, columns: verb === "update" ? setColumns(rest) : insertColumns(rest) };
  });
  const calls = [...text.matchAll(/(?:prisma\(\)|prisma|tx)\s*\.\s*(\w+)\s*\.\s*(?:create|update|upsert|delete)\w*\(/g)];
  return [...statements, ...calls.map(([, table = ""]): Write => ({ path, table, columns: "rows" }))];
}

function insertColumns(rest: string): string[] | "rows" {
  const named = /^\s*(?:as \w+\s*)?\(([\w\s,]+)\)/.exec(rest);
  return named === null ? "rows" : (named[1] ?? "").split(",").map((column) => column.trim());
}

/** The names before `=` outside of parentheses, up to the clause that ends the list. */
function setColumns(rest: string): string[] {
  const list = rest.slice(/\bset\b/.exec(rest)?.index ?? rest.length);
  const columns: string[] = [];
  let depth = 0;
  for (const [token] of list.matchAll(/[()`]|\b(?:where|from|returning)\b|(?:\bset|,)\s+\w+\s*=/g)) {
    if (token === "(") depth += 1;
    else if (token === ")") depth -= 1;
    else if (depth > 0) continue;
    else if (/^[`wfr]/.test(token)) break;
    else columns.push(/(\w+)\s*=$/.exec(token)?.[1] ?? "");
  }
  return columns;
}

/** Writes into a table that is another folder's, past what its owner lends. */
export function foreignWrites(sources: readonly Source[], schema: string): string[] {
  const owners = ownersIn(schema);
  return sources.flatMap(writesIn).flatMap(({ path, table, columns }) => {
    const found = owners.get(table);
    if (found == null) return [];
    const area = path.split("/")[1] ?? "";
    const lent = found.lends.filter(({ to }) => to === area).map((lend) => lend.columns);
    const allowed =
      area === found.owner ||
      lent.includes("rows") ||
      (columns !== "rows" && columns.every((column) => KEYS.has(column) || lent.some((list) => list.includes(column))));
    return allowed ? [] : [`${path}: ${table} (${columns === "rows" ? "rows" : columns.join(", ")})`];
  });
}
