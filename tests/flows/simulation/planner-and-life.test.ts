import { it } from "vitest";

import { useDatabase } from "../../support/database.ts";
import { compareLives } from "./agreement.ts";

const database = useDatabase();

/** Clocks go forward in Europe and America; back, and forward in Australia. */
const FROM = ["2027-03-08", "2027-10-01"];

it("foresees what life does, email by email, its instant and its reason, while clocks change (issue 9, must show 1)", () =>
  compareLives(database, FROM, 0));
