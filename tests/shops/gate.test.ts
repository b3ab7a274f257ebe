import { expect, it } from "vitest";

import { isTransient } from "../../app/lib/database-errors.ts";
import { createGate } from "../../app/shops/gate.ts";

const LONG = 250_000;

it("lets so much work of a shop in at once, in the order in which it came, also after work that failed (security-faults 3)", async () => {
  const gate = createGate(2, LONG);
  const entered: number[] = [];
  const inside: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const work = Array.from({ length: 6 }, (_, index) =>
    gate(7, () => {
      entered.push(index);
      return new Promise<unknown>((resolve, reject) => (inside[index] = { resolve: () => resolve(null), reject }));
    }).catch(() => undefined),
  );
  await Promise.resolve();
  expect(entered).toEqual([0, 1]);
  inside[1]?.reject(new Error("failed"));
  await work[1];
  expect(entered).toEqual([0, 1, 2]);
  inside[0]?.resolve();
  await work[0];
  expect(entered).toEqual([0, 1, 2, 3]);
  for (const index of [2, 3, 4, 5]) {
    inside[index]?.resolve();
    await work[index];
  }
  expect(entered).toEqual([0, 1, 2, 3, 4, 5]);
});

it("lets another shop in while one is full (security-faults 3)", async () => {
  const gate = createGate(1, LONG);
  const busy = Promise.withResolvers<null>();
  const first = gate(1, () => busy.promise);
  const second = gate(1, () => Promise.resolve("second"));
  expect(await gate(2, () => Promise.resolve("other"))).toBe("other");
  busy.resolve(null);
  await first;
  expect(await second).toBe("second");
});

it("sends away who has waited for too long, to be tried again, and begins nothing of theirs (security-faults 3)", async () => {
  const gate = createGate(1, 1);
  const busy = Promise.withResolvers<null>();
  const first = gate(1, () => busy.promise);
  let begun = false;
  const refused = await gate(1, () => {
    begun = true;
    return Promise.resolve();
  }).catch((error: unknown) => error);
  expect([isTransient(refused), begun]).toEqual([true, false]);
  busy.resolve(null);
  await first;
  expect(await gate(1, () => Promise.resolve("free"))).toBe("free");
  expect(begun).toBe(false);
});
