import type { PgBoss } from "pg-boss";

import { log } from "../log.server.ts";
import { engine } from "../queue/engine.server.ts";
import { exclusiveKeys, jobSchemas, type JobName } from "../queue/jobs.ts";
import { jobs, type Job } from "./jobs.server.ts";
import { schedule } from "./schedule.ts";

const QUEUE = {
  retryLimit: 10,
  retryBackoff: true,
  retryDelay: 2,
  retryDelayMax: 600,
  // A worker that died is noticed by its heartbeat; the history of a large shop takes hours.
  expireInSeconds: 24 * 3600,
  heartbeatSeconds: 60,
  notify: true,
} as const;

/** Creates the queues that are missing, and brings those of an older version up to date; whoever enqueues needs them too. */
export async function createQueues(): Promise<void> {
  const boss = await engine();
  const known = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
  for (const name of Object.keys(jobSchemas)) {
    const queue = known.get(name);
    if (queue === undefined) await boss.createQueue(name, { ...QUEUE, policy: name in exclusiveKeys ? "exclusive" : "standard" });
    else if (queue.notify !== true) await boss.updateQueue(name, QUEUE);
  }
}

/** Works through the queues until the engine stops. */
export async function workQueues(): Promise<void> {
  const boss = await engine();
  for (const name of Object.keys(jobs) as JobName[]) {
    const { atOnce = 1 } = jobs[name];
    const cron = schedule[name];
    if (cron !== undefined) await boss.schedule(name, cron, {});
    for (let worker = 0; worker < atOnce; worker += 1) await workOn(boss, name);
  }
}

async function workOn(boss: PgBoss, name: JobName): Promise<void> {
  let workerId = "";
  workerId = await boss.work(
    name,
    // The slower look is for jobs whose time comes later (retries), the faster one for a database whose connections cannot listen (PgBouncer).
    { pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 5 },
    async (batch: { id: string; data: unknown }[]) => {
      try {
        for (const { id, data } of batch) await run(name, id, data);
      } finally {
        // Several jobs of one transaction are told of once; one that fails keeps no other waiting.
        boss.notifyWorker(workerId);
      }
    },
  );
}

async function run<Name extends JobName>(name: Name, jobId: string, data: unknown): Promise<void> {
  const job: Job<Name> = jobs[name];
  try {
    await job.handler(jobSchemas[name].parse(data ?? {}) as Parameters<typeof job.handler>[0]);
  } catch (error) {
    log().error({ error, job: name, jobId }, "job failed");
    throw error;
  }
}
