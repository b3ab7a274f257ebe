/**
 * Arrivals that come while a write is under way wait for it and are then written together: under load a commit is shared by hundreds, alone an
 * arrival waits for nobody. The promise of `submit` settles only after the commit.
 */
export type GroupCommit<Item> = { submit: (item: Item) => Promise<void> };

/** The queue is full: writing has fallen behind, the sender should come back later. */
export class OverloadedError extends Error {
  override name = "OverloadedError";
}

type Options<Item> = {
  write: (items: readonly Item[]) => Promise<unknown>;
  sizeOf: (item: Item) => number;
  /** How long the first of a batch waits for others, in real milliseconds; without, only those of the same turn of the event loop join it. */
  gatherMs?: number;
  maxItems?: number;
  maxBytes?: number;
  maxQueuedItems?: number;
  maxQueuedBytes?: number;
};
type Waiting<Item> = { item: Item; bytes: number; resolve: () => void; reject: (error: unknown) => void };

const MEGABYTE = 1024 * 1024;

export function createGroupCommit<Item>(options: Options<Item>): GroupCommit<Item> {
  const {
    write,
    sizeOf,
    gatherMs = 0,
    maxItems = 500,
    maxBytes = 16 * MEGABYTE,
    maxQueuedItems = 10_000,
    maxQueuedBytes = 128 * MEGABYTE,
  } = options;
  let queue: Waiting<Item>[] = [];
  let queuedBytes = 0;
  let writing = false;

  function takeBatch(): Waiting<Item>[] {
    let bytes = 0;
    let count = 0;
    for (const waiting of queue) {
      if (count > 0 && (count >= maxItems || bytes + waiting.bytes > maxBytes)) break;
      bytes += waiting.bytes;
      count += 1;
    }
    const batch = queue.slice(0, count);
    queue = queue.slice(count);
    queuedBytes -= bytes;
    return batch;
  }

  async function drain(): Promise<void> {
    writing = true;
    while (queue.length > 0) {
      await new Promise<void>((resolve) => (gatherMs > 0 ? setTimeout(resolve, gatherMs) : setImmediate(resolve)));
      await writeAll(takeBatch(), write);
    }
    writing = false;
  }

  return {
    submit: (item) =>
      new Promise((resolve, reject) => {
        const bytes = sizeOf(item);
        if (queue.length >= maxQueuedItems || queuedBytes + bytes > maxQueuedBytes) {
          reject(new OverloadedError("too much is waiting to be written"));
          return;
        }
        queue.push({ item, bytes, resolve, reject });
        queuedBytes += bytes;
        if (!writing) void drain();
      }),
  };
}

/** When the database refuses a batch for what one row holds, halves are tried, so that a bad row fails alone. */
async function writeAll<Item>(batch: readonly Waiting<Item>[], write: Options<Item>["write"]): Promise<void> {
  try {
    await write(batch.map(({ item }) => item));
    for (const { resolve } of batch) resolve();
  } catch (error) {
    if (batch.length === 1 || !isAboutData(error)) {
      for (const { reject } of batch) reject(error);
      return;
    }
    const middle = Math.ceil(batch.length / 2);
    await writeAll(batch.slice(0, middle), write);
    await writeAll(batch.slice(middle), write);
  }
}

/** SQLSTATE classes that a row's contents can cause: data exception, constraint, limits exceeded, raised by a trigger. */
function isAboutData(error: unknown): boolean {
  const code = error !== null && typeof error === "object" && "code" in error ? String(error.code) : "";
  return /^(22|23|54|P0)/.test(code);
}
