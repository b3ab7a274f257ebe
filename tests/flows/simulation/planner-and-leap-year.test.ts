import { it } from "vitest";

import { useDatabase } from "../../support/database.ts";
import { compareLives } from "./agreement.ts";

const database = useDatabase();

/** A leap day; none, and no clock changes. */
const FROM = ["2028-02-10", "2027-02-10"];

it("foresees what life does, email by email, its instant and its reason, in a leap year and in a plain one (issue 9, must show 1)", () =>
  compareLives(database, FROM, 50));
