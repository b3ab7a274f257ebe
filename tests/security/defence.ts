import { readdirSync } from "node:fs";

/** A change of the source that takes a defence out. `find` occurs exactly once in the file. */
export type Mutation = { file: string; find: string; replace: string };

/** One line of docs/security.md. */
export type Defence = {
  /** Unique in the registry, in kebab case. */
  id: string;
  /** What holds, in one sentence, as the document says it. */
  defends: string;
  /** The test that fails without the defence: its file and its name as written there, groups around it first, parted by " > ". */
  test: { file: string; name: string };
  /** All of them together take the defence out. */
  mutations: readonly Mutation[];
};

/** A table of docs/security.md, under a heading of this title. */
export type DefenceGroup = { title: string; defences: readonly Defence[] };

const FOLDER = new URL("defences/", import.meta.url);

/** All groups, by file name: a new file in the folder is a new group. */
export async function readGroups(): Promise<(DefenceGroup & { name: string })[]> {
  const files = readdirSync(FOLDER).sort();
  return Promise.all(
    files.map(async (file) => {
      const { group } = (await import(new URL(file, FOLDER).href)) as { group: DefenceGroup };
      return { ...group, name: file.replace(/\.ts$/, "") };
    }),
  );
}

/** The row of a defence in the document's table. */
export function rowOf({ id, defends, test }: Defence): string {
  return `| \`${id}\` | ${defends} | \`${test.file}\`: ${test.name} |`;
}

/** The text with a mutation in it. @throws Error when what it looks for is not there exactly once */
export function mutate(text: string, { file, find, replace }: Mutation): string {
  const places = text.split(find).length - 1;
  if (places !== 1) throw new Error(`${file} has ${places} times, not once: ${find}`);
  // As a function, because a replacement text may have a "$".
  return text.replace(find, () => replace);
}

/** What `vitest -t` must be given to run a test: names of tests with cases have places for what differs. */
export function patternOf(name: string): string {
  const literal = name.replaceAll(" > ", " ").replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return literal.replace(/%[sdifjo]|\\\$\\\{[^}]*\\\}|\\\$\w+/g, ".*");
}
