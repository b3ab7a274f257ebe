import type { PastRun } from "../planner/flow.ts";
import type { Standing, StandingEmail, StandingRun } from "./world.ts";

/** A customer's runs and emails in the course of a simulation, which changes them. */
export type Life = {
  going: StandingRun[];
  past: (PastRun & { flowId: number })[];
  /** In the order in which they were queued. */
  emails: StandingEmail[];
  recentMarketing: Date[];
};

export function lifeOf({ going, past, emails, recentMarketing }: Standing): Life {
  return { going: [...going], past: [...past], emails: [...emails], recentMarketing: [...recentMarketing] };
}
