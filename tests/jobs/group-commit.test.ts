import { setImmediate } from "node:timers/promises";

import { describe, expect, it, onTestFinished, vi } from "vitest";

import { createGroupCommit, OverloadedError } from "../../app/queue/group-commit.ts";

/** A write that ends when the test says so. */
function heldWrites() {
  const batches: number[][] = [];
  const release: (() => void)[] = [];
  const write = (items: readonly number[]) =>
    new Promise<void>((resolve) => {
      batches.push([...items]);
      release.push(resolve);
    });
  return { batches, write, next: () => release.shift()?.() };
}

/** Everything that is under way goes as far as it gets. */
async function turn(): Promise<void> {
  for (let round = 0; round < 5; round += 1) await setImmediate();
}

describe("group commit", () => {
  it("writes what arrives during a write together, and answers after it", async () => {
    const held = heldWrites();
    const group = createGroupCommit({ write: held.write, sizeOf: () => 1 });
    let answered = 0;
    const submit = (item: number) => group.submit(item).then(() => (answered += 1));
    const all = [submit(1), submit(2)];
    await turn();
    all.push(submit(3), submit(4), submit(5));
    await turn();
    expect(held.batches).toEqual([[1, 2]]);
    expect(answered).toBe(0);
    held.next();
    await turn();
    expect(answered).toBe(2);
    expect(held.batches).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
    held.next();
    await Promise.all(all);
    expect(answered).toBe(5);
  });

  it("may wait a little for others, and writes those with the first (issue 9, speed)", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const batches: number[][] = [];
    const write = (items: readonly number[]) => Promise.resolve(void batches.push([...items]));
    const group = createGroupCommit<number>({ write, sizeOf: () => 1, gatherMs: 25 });
    const all = [group.submit(1)];
    await turn();
    all.push(group.submit(2));
    vi.advanceTimersByTime(24);
    await turn();
    expect(batches).toEqual([]);
    vi.advanceTimersByTime(1);
    await Promise.all(all);
    expect(batches).toEqual([[1, 2]]);
  });

  it("bounds a batch by rows and by bytes, but always takes one", async () => {
    const batches: number[][] = [];
    const write = (items: readonly number[]) => Promise.resolve(void batches.push([...items]));
    const group = createGroupCommit<number>({ write, sizeOf: (item) => item, maxItems: 3, maxBytes: 10 });
    await Promise.all([1, 1, 1, 1, 8, 5, 50, 2].map((item) => group.submit(item)));
    expect(batches).toEqual([[1, 1, 1], [1, 8], [5], [50], [2]]);
  });

  it("turns away what the queue cannot hold, and recovers", async () => {
    const held = heldWrites();
    const group = createGroupCommit({ write: held.write, sizeOf: () => 10, maxQueuedItems: 3, maxQueuedBytes: 25 });
    const first = group.submit(1);
    await turn();
    const waiting = [group.submit(2), group.submit(3)];
    await expect(group.submit(4)).rejects.toBeInstanceOf(OverloadedError);
    held.next();
    await turn();
    held.next();
    await Promise.all([first, ...waiting]);
    const later = group.submit(5);
    await turn();
    held.next();
    await later;
    expect(held.batches.flat()).toEqual([1, 2, 3, 5]);
  });

  it("lets a bad row fail alone", async () => {
    const stored: number[] = [];
    const write = (items: readonly number[]) => {
      if (items.some((item) => item % 10 === 7)) return Promise.reject(Object.assign(new Error("bad value"), { code: "22021" }));
      stored.push(...items);
      return Promise.resolve();
    };
    const group = createGroupCommit<number>({ write, sizeOf: () => 1 });
    const results = await Promise.allSettled(Array.from({ length: 30 }, (_, item) => group.submit(item)));
    expect(results.flatMap(({ status }, item) => (status === "rejected" ? [item] : []))).toEqual([7, 17, 27]);
    expect(stored).toHaveLength(27);
  });

  it("does not try halves when the database is gone", async () => {
    let writes = 0;
    const write = () => {
      writes += 1;
      return Promise.reject(Object.assign(new Error("gone"), { code: "ECONNREFUSED" }));
    };
    const group = createGroupCommit<number>({ write, sizeOf: () => 1 });
    const results = await Promise.allSettled([1, 2, 3, 4].map((item) => group.submit(item)));
    expect(results.every(({ status }) => status === "rejected")).toBe(true);
    expect(writes).toBe(1);
  });
});
