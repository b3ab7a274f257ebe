import { globSync, readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { specOf, triggerEventNames, waitedEvents } from "../../app/flows/triggers/events.ts";

/** Who only reads events, or lists their kinds. */
const READERS = /^app\/(flows|components|i18n|insights)\/|^app\/customers\/timeline\.ts$/;

test.each([...new Set([...triggerEventNames, ...waitedEvents])])("somebody tells of what a flow can listen to: %s", (event) => {
  const { kind } = specOf(event);
  const tellers = globSync("app/**/*.ts").filter(
    (path) => !READERS.test(path) && readFileSync(path, "utf8").includes(`"${kind}"`),
  );
  expect(tellers).not.toEqual([]);
});
