/** What has been started and must be stopped, in the opposite order, however this process ends. */
export type Lifetime = {
  /** Registers what ends something that has just been started. */
  readonly onStop: (name: string, stop: () => Promise<void> | void) => void;
  /** Stops everything and exits. Further calls wait for the first. */
  readonly stop: (exitCode: number) => Promise<never>;
  readonly stopping: () => boolean;
};

const STEP_TIMEOUT_MS = 15_000;

export function createLifetime(log: (line: string) => void): Lifetime {
  const stops: { name: string; stop: () => Promise<void> | void }[] = [];
  let stopped: Promise<never> | undefined;

  const stopAll = async (exitCode: number): Promise<never> => {
    for (let entry = stops.pop(); entry !== undefined; entry = stops.pop()) {
      const { name, stop } = entry;
      try {
        await within(Promise.resolve(stop()), name);
      } catch (error) {
        log(`${name} did not stop cleanly: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    process.exit(exitCode);
  };
  const lifetime: Lifetime = {
    onStop: (name, stop) => stops.push({ name, stop }),
    stop: (exitCode) => (stopped ??= stopAll(exitCode)),
    stopping: () => stopped !== undefined,
  };

  // The PostgreSQL package stops its server at a signal by itself, while the app still needs it: the order is ours to keep.
  for (const event of ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK", "exit", "beforeExit", "uncaughtException", "message"])
    process.removeAllListeners(event);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (!lifetime.stopping()) log("stopping …");
      void lifetime.stop(0);
    });
  }
  const crash = (error: unknown) => {
    log(`the sandbox crashed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    void lifetime.stop(1);
  };
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
  return lifetime;
}

/** The timer also keeps this process alive while it waits: a stop that hangs on nothing must not cut the others short. */
async function within(stopping: Promise<void>, name: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${name} took more than ${STEP_TIMEOUT_MS / 1000} s`)), STEP_TIMEOUT_MS);
  });
  await Promise.race([stopping, late]).finally(() => clearTimeout(timer));
}
