import { onClockMoved } from "../clock.server.ts";
import { log } from "../log.server.ts";
import { engine } from "../queue/engine.server.ts";
import { exclusiveKeys, jobSchemas, type JobName } from "../queue/jobs.ts";
import { jobs, type Job } from "./jobs.server.ts";
import { schedule } from "./schedule.ts";

/** Creates the queues; whoever enqueues needs them too. */
export async function createQueues(): Promise<void> {
  const boss = await engine();
  for (const name of Object.keys(jobSchemas)) {
    await boss.createQueue(name, {
      policy: name in exclusiveKeys ? "exclusive" : "standard",
      retryLimit: 10,
      retryBackoff: true,
      retryDelay: 2,
      retryDelayMax: 600,
      // A worker that died is noticed by its heartbeat; the history of a large shop takes hours.
      expireInSeconds: 24 * 3600,
      heartbeatSeconds: 60,
    });
  }
}

/** Works through the queues until the engine stops. @param signal aborts when it is to */
export async function workQueues(signal: AbortSignal): Promise<void> {
  const boss = await engine();
  for (const name of Object.keys(jobs) as JobName[]) {
    const { atOnce = 1 } = jobs[name];
    const cron = schedule[name];
    if (cron !== undefined) await boss.schedule(name, cron, {});
    const workerId = await boss.work(
      name,
      { pollingIntervalSeconds: 0.5, localConcurrency: atOnce },
      async (batch: { id: string; data: unknown }[]) => {
        for (const { id, data } of batch) await run(name, id, data);
      },
    );
    // Whoever moves the sandbox's clock waits for what it makes due.
    onClockMoved(() => boss.notifyWorker(workerId), signal);
  }
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
