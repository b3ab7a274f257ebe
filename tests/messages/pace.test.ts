import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { createPace } from "../../app/messages/channels/email/pace.ts";

/** A clock that goes on only where somebody waits, to the earliest end. */
function stagedClock() {
  let at = 0;
  const ends: { at: number; done: () => void }[] = [];
  return {
    now: () => at,
    wait: (ms: number) => new Promise<void>((done) => ends.push({ at: at + ms, done })),
    async pass(ms: number) {
      for (const until = at + ms; at < until;) {
        at += 1;
        for (const end of ends.filter((one) => one.at <= at)) {
          ends.splice(ends.indexOf(end), 1);
          end.done();
        }
        for (let turns = 0; turns < 4; turns += 1) await Promise.resolve();
      }
    },
  };
}

describe("the provider's rate", () => {
  it("is never passed in any second, however emails come, and nobody waits longer than it takes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 50 }), fc.array(fc.nat(400), { maxLength: 60 }), async (perSecond, gaps) => {
        const clock = stagedClock();
        const pace = createPace(perSecond, clock);
        const begun: number[] = [];
        for (const gap of gaps) {
          await clock.pass(gap);
          void pace().then(() => begun.push(clock.now()));
        }
        await clock.pass((gaps.length * 1_000) / perSecond + 1);
        expect(begun).toHaveLength(gaps.length);
        for (const [index, at] of begun.entries()) {
          const within = begun.slice(index).filter((other) => other < at + 1_000);
          // A clock of whole milliseconds lets one more begin at the edge.
          expect(within.length).toBeLessThanOrEqual(perSecond + 1);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("is none where none is set", async () => {
    const pace = createPace(null, { now: () => 0, wait: () => Promise.reject(new Error("nobody waits")) });
    await Promise.all(Array.from({ length: 1_000 }, pace));
  });
});
