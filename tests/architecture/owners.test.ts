import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { foreignWrites, ownersIn, writesIn } from "./owners.ts";
import type { Source } from "./rules.ts";

const schema = readFileSync("prisma/schema.prisma", "utf8");
const app: Source[] = readdirSync("app", { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => `${entry.parentPath}/${entry.name}`)
  .map((path) => ({ path, text: readFileSync(path, "utf8") }));

describe("tables have owners", () => {
  test("each names its own", () => {
    expect([...ownersIn(schema)].filter(([, owner]) => owner === null).map(([table]) => table)).toEqual([]);
    const folders = new Set(
      readdirSync("app", { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])),
    );
    expect([...ownersIn(schema)].filter(([, owner]) => !folders.has(owner?.owner ?? "")).map(([table]) => table)).toEqual([]);
  });
  test("nobody else writes them, but for what is lent", () => expect(foreignWrites(app, schema)).toEqual([]));
  test("what is lent is written by who borrows it", () => {
    const writes = app.flatMap(writesIn);
    const idle = [...ownersIn(schema)].flatMap(([table, owner]) =>
      (owner?.lends ?? []).flatMap(({ to, columns }) =>
        (columns === "rows" ? ["rows"] : columns)
          .filter((column) => {
            const borrowed = writes.filter((write) => write.table === table && write.path.startsWith(`app/${to}/`));
            return !borrowed.some((write) => column === "rows" || write.columns.includes(column));
          })
          .map((column) => `${table}.${column} to ${to}`),
      ),
    );
    expect(idle).toEqual([]);
  });
});

describe("the rule bites", () => {
  const owned =
    "/// Owner: tiers. Lends day, due to bonuses; rows to sync, who ends them.\nmodel members {\n}\nmodel orphans {\n}\n";
  const file = (folder: string, text: string): Source[] => [{ path: `app/${folder}/x.server.ts`, text }];

  test("a table without owner", () => expect(ownersIn(owned).get("orphans")).toBeNull());
  test.each([
    ["an update", "points", "sql`update members m set tier = 1 from t where x = 1`"],
    ["an insert", "points", "sql`insert into members (shop_id, tier) values (1, 2)`"],
    ["an insert of whole rows", "bonuses", "sql`insert into members select 1`"],
    ["a delete", "bonuses", "sql`delete from members where true`"],
    [
      "a column that is not lent, beside one that is",
      "bonuses",
      "sql`update members set day = coalesce(a, b), tier = 2 where x`",
    ],
    ["a Prisma call", "points", "await prisma().members.updateMany({})"],
  ])("%s from another folder", (_name, folder, text) => expect(foreignWrites(file(folder, text), owned)).toHaveLength(1));
  test.each([
    ["the owner's", "tiers", "sql`delete from members where true`"],
    ["a lent column", "bonuses", "sql`update members set day = greatest(a, (select b from c)), due = null where tier = 3`"],
    ["lent columns of a new row", "bonuses", "sql`insert into members (shop_id, customer_id, day) values (1, 2, 3)`"],
    ["lent rows", "sync", "sql`delete from members where true`"],
    ["reading", "points", "sql`select tier from members for update`"],
  ])("but not on %s", (_name, folder, text) => expect(foreignWrites(file(folder, text), owned)).toEqual([]));
});
