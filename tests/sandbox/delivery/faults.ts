import { z } from "zod";

import { createRandom, type Random } from "../random.ts";

const probability = z.number().min(0).max(1).default(0);
const count = z.number().int().min(0).max(100_000).default(0);

/** What may go wrong on the way to the app. Probabilities apply to each webhook; `next` counts down first, whatever the probability. */
export const faultsSchema = z.strictObject({
  seed: z.number().int().min(0).max(4_294_967_295).default(1),
  duplicate: probability,
  disorder: probability,
  delay: probability,
  /** Sandbox time by which a delayed webhook is late. */
  delayMs: z
    .number()
    .int()
    .min(0)
    .max(7 * 86_400_000)
    .default(3_600_000),
  loss: probability,
  /** Only webhooks of these topics; empty means all. */
  topics: z.array(z.string().max(100)).max(100).default([]),
  next: z.strictObject({ duplicate: count, disorder: count, delay: count, loss: count }).partial().default({}),
});

export type Faults = z.infer<typeof faultsSchema>;
export type Fault = "duplicate" | "disorder" | "delay" | "loss";

const NO_FAULTS: Faults = faultsSchema.parse({});

export type FaultInjector = {
  readonly configure: (faults: Faults) => void;
  readonly current: () => Faults;
  /** What happens to the next webhook of this topic; several faults can meet in one. */
  readonly draw: (topic: string) => Set<Fault>;
  /** How many later webhooks overtake a disordered one. */
  readonly overtakers: () => number;
};

export function createFaults(): FaultInjector {
  let faults = NO_FAULTS;
  let random: Random = createRandom(faults.seed);
  return {
    configure: (next) => {
      faults = structuredClone(next);
      random = createRandom(faults.seed);
    },
    current: () => structuredClone(faults),
    overtakers: () => random.between(1, 5),
    draw: (topic) => {
      const drawn = new Set<Fault>();
      if (faults.topics.length > 0 && !faults.topics.includes(topic)) return drawn;
      for (const fault of ["loss", "duplicate", "disorder", "delay"] as const) {
        const owed = faults.next[fault] ?? 0;
        if (owed > 0) faults.next[fault] = owed - 1;
        if (owed > 0 || (faults[fault] > 0 && random.chance(faults[fault]))) drawn.add(fault);
      }
      return drawn;
    },
  };
}
