import { existsSync, readdirSync, readFileSync } from "node:fs";

import { expect, test } from "vitest";

const files = ["app", "tests", "extensions"].flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `/${entry.parentPath}/${entry.name}`),
);

test("docs/real-store.md names files that exist (real-store G)", () => {
  const named = [...readFileSync("docs/real-store.md", "utf8").matchAll(/`([\w./-]+(?:\.(?:ts|tsx|liquid|toml|md)|\/))`/g)].map(
    ([, name = ""]) => name,
  );
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((name) => !existsSync(name) && !files.some((file) => file.endsWith(`/${name}`)))).toEqual([]);
});
