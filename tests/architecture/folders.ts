/** A folder is one noun: with more files it is two, with fewer it is none. */
export const MOST_FILES = 9;
const FEWEST_FILES = 3;

/** Source files by folder below `app/`. A README or a stylesheet is no source file. */
function filesByFolder(paths: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const folder = path.split("/").slice(0, -1).join("/");
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return counts;
}

/** Whether an exception is of a folder: `app/x` of that one, `app/x/*` of each folder in it. */
const covers = (exception: string, folder: string) =>
  exception.endsWith("/*") ? folder.replace(/[^/]+$/, "*") === exception : exception === folder;

/** Folders of more than nine files, and of one or two that have no folders in them. */
export function unevenFolders(paths: readonly string[], exceptions: ReadonlyMap<string, string>): string[] {
  const counts = filesByFolder(paths);
  return [...counts]
    .filter(([folder]) => ![...exceptions.keys()].some((exception) => covers(exception, folder)))
    .filter(([folder, count]) => {
      const hasFolders = [...counts.keys()].some((other) => other.startsWith(`${folder}/`));
      return count > MOST_FILES || (count < FEWEST_FILES && !hasFolders);
    })
    .map(([folder, count]) => `${folder}: ${count}`);
}

/** Exceptions that are none any more. */
export function idleExceptions(paths: readonly string[], exceptions: ReadonlyMap<string, string>): string[] {
  const uneven = unevenFolders(paths, new Map()).map((line) => line.split(":")[0] ?? "");
  return [...exceptions.keys()].filter((exception) => !uneven.some((folder) => covers(exception, folder)));
}
