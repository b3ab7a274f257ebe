import { PgBoss } from "pg-boss";

import type { JobName } from "../../../app/queue/jobs.ts";
import { schedule } from "../../../app/jobs/schedule.ts";
import { DAY_MS, MINUTE_MS } from "../lib/time.ts";

type Nightly = { name: JobName; minute: number };

/** The jobs that the app runs once a night, in the order of their hours. */
const NIGHTLY: readonly Nightly[] = Object.entries(schedule)
  .flatMap(([name, cron]): Nightly[] => {
    const found = /^(\d+) (\d+) \* \* \*$/.exec(cron);
    return found === null ? [] : [{ name: name as JobName, minute: Number(found[2]) * 60 + Number(found[1]) }];
  })
  .sort((a, b) => a.minute - b.minute);
/** When all of a night's jobs are due: one stop a night, or a journey of months would take all day. */
const OVER_MS = Math.max(...NIGHTLY.map(({ minute }) => minute)) * MINUTE_MS;

/** The next instant at which a night's jobs are all due. */
export function nextNight(after: Date): Date {
  const over = Math.floor(after.getTime() / DAY_MS) * DAY_MS + OVER_MS;
  return new Date(over > after.getTime() ? over : over + DAY_MS);
}

/** What the nights that ended after `from` and by `to` would have run, night by night. */
export function nightsBetween(from: Date, to: Date): JobName[][] {
  const nights: JobName[][] = [];
  for (let night = nextNight(from); night <= to; night = nextNight(night)) nights.push(NIGHTLY.map(({ name }) => name));
  return nights;
}

export type Nights = {
  /** Lets the app run these of its jobs. */
  readonly run: (names: readonly JobName[]) => Promise<void>;
  readonly stop: () => Promise<void>;
};

/**
 * The job engine's clock is the machine's: what is to happen at an hour of the sandbox's clock is put into the app's queues from here, as the engine itself
 * would, and the app's own jobs do it.
 */
export function createNights(databaseUrl: string): Nights {
  let engine: Promise<PgBoss> | undefined;
  const start = async () => {
    const boss = new PgBoss({
      ...{ connectionString: databaseUrl, max: 1, application_name: "sandbox-nights", schema: "pgboss" },
      ...{ supervise: false, schedule: false, migrate: false },
    });
    boss.on("error", () => undefined);
    await boss.start();
    return boss;
  };
  return {
    run: async (names) => {
      const boss = await (engine ??= start());
      for (const name of names) await boss.insert(name, [{ data: {} }]);
    },
    stop: async () => {
      await (await engine)?.stop({ graceful: false });
    },
  };
}
