/** What the catalogue says of a table that matters when its rows are spread over several databases by `shop_id`. */
export type Table = {
  name: string;
  /** Of the primary key and every unique constraint or index, its columns in their order. */
  uniques: readonly (readonly string[])[];
  foreignKeys: readonly { columns: readonly string[]; to: string }[];
  /** `statement`: fires once a statement, which Citus refuses on a table that it distributes. */
  triggers: readonly { name: string; level: "row" | "statement" }[];
};

/** Small tables that every node has a copy of, and why they cannot be spread. */
export const REFERENCE: Readonly<Record<string, string>> = {
  shops: "what a domain, which is unique, is looked up by",
  Session: "the library's own: its key is its id",
};

/** Tables that stay where they are: nothing of a shop is in them. */
export const LOCAL = new Set(["_prisma_migrations"]);

/** What keeps a table from being distributed by `shop_id`. */
export function obstacles(tables: readonly Table[]): string[] {
  const distributed = new Set(tables.map(({ name }) => name).filter((name) => !(name in REFERENCE) && !LOCAL.has(name)));
  return tables
    .filter(({ name }) => distributed.has(name))
    .flatMap(({ name, uniques, foreignKeys }) => [
      ...(uniques.length === 0 ? [`${name} has no key`] : []),
      ...uniques.filter(([first]) => first !== "shop_id").map((columns) => `${name}: unique (${columns.join(", ")})`),
      ...foreignKeys
        .filter(({ columns: [first], to }) => !(to in REFERENCE) && !(distributed.has(to) && first === "shop_id"))
        .map(({ columns, to }) => `${name}: (${columns.join(", ")}) refers to ${to}`),
    ]);
}

/** Beside whose rows the rows of the same shop are kept in all other tables. */
const ANCHOR = "customers";

/** The statements that distribute the tables, in the order in which they can be run. */
export function distributingStatements(tables: readonly Table[]): string[] {
  const names = tables.map(({ name }) => name).sort();
  const others = names.filter((name) => name !== ANCHOR && !(name in REFERENCE) && !LOCAL.has(name));
  return [
    ...names.filter((name) => name in REFERENCE).map((name) => `select create_reference_table('${quoted(name)}');`),
    `select create_distributed_table('${ANCHOR}', 'shop_id');`,
    ...others.map((name) => `select create_distributed_table('${quoted(name)}', 'shop_id', colocate_with => '${ANCHOR}');`),
  ];
}

function quoted(name: string): string {
  return name === name.toLowerCase() ? name : `"${name}"`;
}
