import { setTimeout as sleep } from "node:timers/promises";

import { startApp, tail, type AppProcess, type AppSettings } from "./app.ts";
import type { Lifetime } from "./lifetime.ts";
import type { Watchdog } from "./watchdog.ts";

export type Supervisor = {
  readonly start: () => Promise<void>;
  readonly state: () => { pid: number | null; restarts: number };
};

/** A process manager in production would do the same; one that keeps dying is not kept alive. */
const MOST_RESTARTS = 5;
const WITHIN_MS = 60_000;
const SETTLE_MS = 250;

/** Runs the app and keeps it running: when it dies, this says why, and starts it again. */
export function supervise(
  settings: AppSettings,
  lifetime: Lifetime,
  watchdog: Watchdog,
  log: (line: string) => void,
): Supervisor {
  let current: AppProcess | undefined;
  let restarts = 0;
  const deaths: number[] = [];
  lifetime.onStop("app", async () => current?.stop());

  const start = async (): Promise<void> => {
    const app = await startApp(settings);
    current = app;
    watchdog.guard(app.pid);
    void app.ended.then(({ code, signal }) => {
      watchdog.release(app.pid);
      if (current !== app || lifetime.stopping()) return;
      current = undefined;
      void mourn(signal ?? `exit ${code}`);
    });
    if (lifetime.stopping()) await app.stop();
  };

  const mourn = async (how: string): Promise<void> => {
    deaths.push(performance.now());
    log(`the app died (${how}). The end of its log ${settings.logFile}:\n${tail(settings.logFile)}`);
    const recent = deaths.filter((at) => performance.now() - at < WITHIN_MS).length;
    if (recent > MOST_RESTARTS) {
      log(`the app died ${recent} times within a minute; giving up`);
      return void lifetime.stop(1);
    }
    await sleep(SETTLE_MS * recent);
    if (lifetime.stopping()) return;
    try {
      await start();
      restarts += 1;
      log("the app runs again");
    } catch (error) {
      log(error instanceof Error ? error.message : String(error));
      void lifetime.stop(1);
    }
  };

  return { start, state: () => ({ pid: current?.pid ?? null, restarts }) };
}
