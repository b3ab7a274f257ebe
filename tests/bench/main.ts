import { parseArgs } from "node:util";

import { describeMachine, printFigures, printMachine, type Figure, type Table } from "./figures.ts";
import { acceptWebhooks } from "./scenarios/accept.ts";
import { callApi } from "./scenarios/api.ts";
import { measureCampaigns } from "./scenarios/campaigns.ts";
import { sendCampaign } from "./scenarios/emails.ts";
import { foreseeFlow } from "./scenarios/flows.ts";
import { learnOfShop } from "./scenarios/insights.ts";
import { verifyLedger } from "./scenarios/ledger.ts";
import { processManyShops } from "./scenarios/many-shops.ts";
import { readPages } from "./scenarios/pages.ts";
import { foretell } from "./scenarios/predictions.ts";
import { processEvents } from "./scenarios/process.ts";
import { redeemPoints } from "./scenarios/redeem.ts";
import { foreseeRefills } from "./scenarios/refill.ts";
import { advanceRuns } from "./scenarios/runs.ts";
import { rebuildSegments } from "./scenarios/segments.ts";
import { runBuiltServer } from "./scenarios/server.ts";
import { openStage, type Stage } from "./stage.ts";

const USAGE = `Usage: npm run bench -- [options]

  --only NAME  accept, api, server, process, shops, redeem, ledger, segments, runs, flows, emails, campaigns, refill, pages, predictions or insights; may be given several times
  --customers N  so many customers instead, where a scenario has some
  --full       larger amounts: a million ledger entries and customers, longer measurements
  --json       machine and figures as JSON on standard output instead of a table
`;

const SIZES = {
  usual: {
    seconds: 6,
    eventsFrom: 500,
    shops: 300,
    redemptions: 500,
    entries: 200_000,
    customers: 100_000,
    runs: 10_000,
    recipients: 2_000,
  },
  full: {
    seconds: 20,
    eventsFrom: 2_500,
    shops: 1_000,
    redemptions: 2_000,
    entries: 1_000_000,
    customers: 1_000_000,
    runs: 100_000,
    recipients: 10_000,
  },
};

type Sizes = (typeof SIZES)["usual"];
type Scenario = (stage: Stage, sizes: Sizes) => Promise<Figure | Table | (Figure | Table)[]>;

const SCENARIOS: Record<string, Scenario> = {
  accept: (stage, { seconds }) => acceptWebhooks(stage, { seconds }),
  api: (stage, { customers }) => callApi(stage, { customers: Math.min(customers, 10_000) }),
  server: (stage, { seconds }) => runBuiltServer(stage, { seconds }),
  process: (stage, { eventsFrom }) => processEvents(stage, { customers: eventsFrom }),
  shops: (stage, { shops }) => processManyShops(stage, { shops }),
  redeem: (stage, { redemptions }) => redeemPoints(stage, { redemptions }),
  ledger: (stage, { entries }) => verifyLedger(stage, { entries }),
  segments: (stage, { customers }) => rebuildSegments(stage, { customers }),
  runs: (stage, { customers, runs }) => advanceRuns(stage, { customers, runs }),
  flows: (stage, { customers }) => foreseeFlow(stage, { customers }),
  emails: (stage, { recipients }) => sendCampaign(stage, { customers: recipients }),
  campaigns: (stage, { customers }) => measureCampaigns(stage, { customers }),
  refill: (stage) => foreseeRefills(stage),
  pages: (stage, { customers }) => readPages(stage, { customers }),
  predictions: (_, { customers }) => foretell({ customers }),
  insights: (stage, { customers }) => learnOfShop(stage, { customers }),
};

/** Measures one after the other, each beside its baselines on the same database in the same minute. Nothing here passes or fails. */
async function main(): Promise<void> {
  const options = {
    only: { type: "string", multiple: true },
    full: { type: "boolean" },
    json: { type: "boolean" },
    customers: { type: "string" },
  } as const;
  const { values } = parseArgs({ options, strict: true });
  const chosen = values.only ?? Object.keys(SCENARIOS);
  const unknown = chosen.find((name) => !(name in SCENARIOS));
  if (unknown !== undefined) throw new Error(`There is no scenario "${unknown}"`);
  const usual = values.full === true ? SIZES.full : SIZES.usual;
  const sizes = values.customers === undefined ? usual : { ...usual, customers: Number(values.customers) };
  if (!(sizes.customers >= 1)) throw new Error("Say how many customers as a number");
  const stage = await openStage();
  try {
    const machine = await describeMachine(stage.db);
    const asJson = values.json === true;
    if (!asJson) process.stdout.write(printMachine(machine));
    const figures: (Figure | Table)[] = [];
    for (const name of chosen) {
      process.stderr.write(`${name} …\n`);
      const found = [(await SCENARIOS[name]?.(stage, sizes)) ?? []].flat();
      figures.push(...found);
      // What a long run has found is not lost with what follows.
      if (!asJson) process.stdout.write(`${printFigures(found)}\n`);
    }
    if (asJson) process.stdout.write(`${JSON.stringify({ machine, figures }, null, 2)}\n`);
  } finally {
    await stage.close();
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n\n${USAGE}`);
  process.exitCode = 1;
}
