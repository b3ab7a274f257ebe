/** Wakes a loop that rests. */
export type Alarm = {
  /** How often it has rung: who takes it before a piece of work can tell afterwards whether to rest at all. */
  rung: () => number;
  ring: () => void;
  /** Rests until the time is over or the alarm rings. Leaves nothing behind: loops rest many times a second for as long as the process lives. */
  rest: (ms: number) => Promise<void>;
};

export function createAlarm(): Alarm {
  let rung = 0;
  const sleepers = new Set<() => void>();
  return {
    rung: () => rung,
    ring: () => {
      rung += 1;
      for (const wake of sleepers) wake();
    },
    rest: (ms) =>
      new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          sleepers.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, ms);
        sleepers.add(wake);
      }),
  };
}

/** Calls once for all who ask within so many milliseconds: work costs nearly the same for one as for several. */
export function gathering(ms: number, call: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      call();
    }, ms).unref();
  };
}
