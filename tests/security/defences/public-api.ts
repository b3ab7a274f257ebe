import type { DefenceGroup } from "../defence.ts";

const HOSTILE = "tests/api/hostile.test.ts";
const CALLS = "tests/api/calls.test.ts";
const WHO = { file: HOSTILE, name: "who may not > is refused, and nothing changes: %s (hostile: public API)" };
const WHAT = { file: HOSTILE, name: "what may not be > is refused, and nothing changes: %s → %i %s (hostile: public API)" };
const ANSWER = "app/api/answer.server.ts";
const KEYS = "app/keys/keys.server.ts";
const REQUESTS = "app/keys/requests.server.ts";
const TOLD =
  "an event that a shop's own system tells > is known when its id comes again, whatever else it says, and changes nothing";

export const group: DefenceGroup = {
  title: "The public API",
  defences: [
    {
      id: "api-key",
      defends: "Only who has a key of a shop is answered.",
      test: WHO,
      mutations: [
        {
          file: KEYS,
          find: "and key_hash = ${hashOf(key)} and revoked_at",
          replace: "and ${hashOf(key)}::text is not null and revoked_at",
        },
      ],
    },
    {
      id: "api-key-end",
      defends: "A key that was revoked, or whose time is over, opens nothing.",
      test: WHO,
      mutations: [
        {
          file: KEYS,
          find: "key_hash = ${hashOf(key)} and revoked_at is null and (expires_at is null or expires_at > ${now})",
          replace: "key_hash = ${hashOf(key)} and ${now}::timestamptz is not null",
        },
      ],
    },
    {
      id: "api-uninstalled",
      defends: "Nor does one of a shop that has removed the app.",
      test: WHO,
      mutations: [{ file: KEYS, find: 'shop?.status !== "installed"', replace: "shop === null" }],
    },
    {
      id: "api-scope",
      defends: "A key does what its scopes say, and nothing else.",
      test: {
        file: HOSTILE,
        name: "who may not > is refused without the scope, whatever else the key may do: %s (hostile: public API)",
      },
      mutations: [{ file: ANSWER, find: "if (!holder.scopes.includes(operation.scope))", replace: "if (at < new Date(0))" }],
    },
    {
      id: "api-tenant",
      defends: "Who is meant is a customer of the key's shop.",
      test: WHAT,
      mutations: [
        {
          file: "app/customers/who-is.server.ts",
          find: "where c.shop_id = ${shopId} and ${meant}",
          replace: "where ${shopId} > 0 and ${meant}",
        },
      ],
    },
    {
      id: "api-segment-tenant",
      defends: "And so is a segment.",
      test: WHAT,
      mutations: [
        {
          file: "app/segments/segments.server.ts",
          find: "select from segments where shop_id = ${shopId} and segment_id = ${segmentId}",
          replace: "select from segments where ${shopId} > 0 and segment_id = ${segmentId}",
        },
      ],
    },
    {
      id: "api-gone",
      defends: "Nobody who was erased or deleted is told of, or given points.",
      test: WHAT,
      mutations: [
        {
          file: "app/customers/who-is.server.ts",
          find: "c.merged_into is null and c.deleted_at is null and c.redacted_at is null",
          replace: "c.merged_into is null",
        },
      ],
    },
    {
      id: "api-size",
      defends: "A body is small.",
      test: WHAT,
      mutations: [{ file: ANSWER, find: "readUpTo(request, MOST_BYTES)", replace: "readUpTo(request, 100 * MOST_BYTES)" }],
    },
    {
      id: "api-rate",
      defends: "A key calls so often in a minute.",
      test: { file: CALLS, name: "a key > is asked to come back when it calls too often, and another is not" },
      mutations: [
        { file: ANSWER, find: "if (!withinRate(`${holder.shop.shopId}:${holder.keyId}`, at))", replace: "if (at < new Date(0))" },
      ],
    },
    {
      id: "api-wrong-keys",
      defends: "An address that sends one wrong key after the other is asked to wait.",
      test: {
        file: "tests/api/wrong-keys.test.ts",
        name: "whoever tries keys is held (issue 11, must show 3) > beyond so many in a minute, by the address that the last proxy saw, whatever shop or form they are of",
      },
      mutations: [{ file: ANSWER, find: "wrongKeys.wrong(address, key, at)", replace: "at > new Date(0)" }],
    },
    {
      id: "api-once",
      defends: "A write that comes again is answered as before, and not carried out.",
      test: {
        file: CALLS,
        name: "a write that names itself > is carried out once, and answers the same, also when more has happened since",
      },
      mutations: [
        {
          file: REQUESTS,
          find: "where r.digest = excluded.digest and r.status is null and r.begun_at <= ${plusMs(now, -PATIENCE_MS)}",
          replace: "where r.digest = excluded.digest and ${PATIENCE_MS}::int > 0",
        },
      ],
    },
    {
      id: "api-another-body",
      defends: "The name of a write stands for nothing else.",
      test: { file: CALLS, name: "a write that names itself > is refused with another body or at another address" },
      mutations: [{ file: REQUESTS, find: "known.digest !== digest", replace: 'known.digest === ""' }],
    },
    {
      id: "custom-once",
      defends: "An event counts once, whatever it says when its id comes again.",
      test: { file: CALLS, name: TOLD },
      mutations: [{ file: "app/events/tell.server.ts", find: "`custom:${id}`", replace: "`custom:${id}:${name}`" }],
    },
    {
      id: "custom-future",
      defends: "Nothing has happened that is still to come.",
      test: WHAT,
      mutations: [
        {
          file: "app/events/event.ts",
          find: "occurredAt > plusMs(now, AHEAD_MS)",
          replace: "occurredAt < plusMs(now, -10 * OLDEST_MS)",
        },
      ],
    },
  ],
};
