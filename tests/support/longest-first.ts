import { createHash } from "node:crypto";

import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take long by themselves: begun last, one of them would run alone at the end, on one core. */
const LONGEST = [
  "tests/flows/simulation/planner-and-life.test.ts",
  "tests/flows/simulation/planner-and-leap-year.test.ts",
  "tests/journeys/admin-pages.test.ts",
  "tests/journeys/new-shop.test.ts",
  "tests/journeys/insights.test.ts",
  "tests/points/model.test.ts",
  "tests/journeys/main-job.test.ts",
  "tests/journeys/win-back.test.ts",
  "tests/journeys/rule-change.test.ts",
  "tests/journeys/refill.test.ts",
  "tests/journeys/nothing-lost.test.ts",
  "tests/journeys/storefront.test.ts",
  "tests/sandbox-tests/process/start.test.ts",
  "tests/sync/reconciliation/orders.test.ts",
  "tests/messages/readable.test.ts",
  "tests/journeys/double-spending.test.ts",
  "tests/journeys/campaign.test.ts",
  "tests/journeys/hosted-account.test.ts",
  "tests/journeys/buying.test.ts",
  "tests/journeys/visits.test.ts",
  "tests/journeys/admin-blocks.test.ts",
  "tests/journeys/pos.test.ts",
  "tests/journeys/first-rows.test.ts",
  "tests/journeys/flow-keyboard.test.ts",
  "tests/messages/content/clients.test.ts",
  "tests/flows/killed-workers.test.ts",
  "tests/faults/faults.test.ts",
  "tests/campaigns/sending.test.ts",
  "tests/insights/summary.test.ts",
  "tests/extensions/pages.test.ts",
  "tests/journeys/email-editor.test.ts",
  "tests/journeys/survey.test.ts",
  "tests/development.test.ts",
  "tests/extensions/themes.test.ts",
  "tests/journeys/import.test.ts",
  "tests/db/row-types.test.ts",
  "tests/flows/forecast.test.ts",
  "tests/extensions/weight.test.ts",
  "tests/sandbox-tests/shell/pages.test.ts",
  "tests/jobs/inbox-races.test.ts",
  "tests/sandbox-tests/history/history.test.ts",
  "tests/segments/evaluator.test.ts",
  "tests/sandbox-tests/mailbox.test.ts",
  "tests/extensions/connection.test.ts",
  "tests/sandbox-tests/shell/shell.test.ts",
  "tests/rewards/crash.test.ts",
  "tests/extensions/theme-check.test.ts",
  "tests/rewards/together.test.ts",
  "tests/architecture/facts.test.ts",
  "tests/rewards/trouble.test.ts",
  "tests/points/surfaces.test.ts",
  "tests/segments/lives.test.ts",
  "tests/segments/more-lives.test.ts",
  "tests/points/convergence.test.ts",
  "tests/campaigns/steering.test.ts",
  "tests/refill/end-to-end.test.ts",
  "tests/program/preview.test.ts",
  "tests/tiers/tier-state.test.ts",
  "tests/rewards/races.test.ts",
];

/** `SHUFFLE=<any text> npm test` runs the files in an order drawn from it: none may depend on which ran before it in the same process. */
const SHUFFLE = process.env["SHUFFLE"];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    if (SHUFFLE !== undefined) {
      const drawn = ({ moduleId }: TestSpecification) => createHash("sha256").update(`${SHUFFLE} ${moduleId}`).digest("hex");
      return files.toSorted((one, other) => (drawn(one) < drawn(other) ? -1 : 1));
    }
    const rank = ({ moduleId }: TestSpecification) => {
      const place = LONGEST.findIndex((name) => moduleId.endsWith(name));
      return place === -1 ? LONGEST.length : place;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}
