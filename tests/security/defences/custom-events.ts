import type { DefenceGroup } from "../defence.ts";

const FILE = "tests/routes/custom-events.test.ts";
const REFUSED = {
  file: FILE,
  name: "what a shop's own system tells > is refused, and nothing of it kept: %s → %i (hostile: custom events)",
};
const ACTION = "app/actions/tell-event.server.ts";
const SECRETS = "app/events/secrets.server.ts";

export const group: DefenceGroup = {
  title: "Custom events",
  defences: [
    {
      id: "custom-secret",
      defends: "Only who has the shop's secret tells of its customers.",
      test: REFUSED,
      mutations: [{ file: ACTION, find: " || !(await isSecret(db(), shop.shopId, secret, now()))", replace: "" }],
    },
    {
      id: "custom-hash",
      defends: "What is kept of the secret opens nothing.",
      test: REFUSED,
      mutations: [
        {
          file: SECRETS,
          find: "const given = Buffer.from(hashOf(secret));",
          replace: "const given = Buffer.from(secret.length === 64 ? secret : hashOf(secret));",
        },
      ],
    },
    {
      id: "custom-secret-end",
      defends: "A secret that was replaced is good for a day.",
      test: { file: FILE, name: "the secret > that was replaced is good for another day, and no longer" },
      mutations: [
        {
          file: SECRETS,
          find: "select secret_hash as hash from event_secrets where shop_id = ${shopId} and (expires_at is null or expires_at > ${now})",
          replace: "select secret_hash as hash from event_secrets where shop_id = ${shopId} and ${now}::timestamptz is not null",
        },
      ],
    },
    {
      id: "custom-uninstalled",
      defends: "A shop that has removed the app is told of nothing.",
      test: REFUSED,
      mutations: [{ file: ACTION, find: 'shop?.status !== "installed"', replace: "shop === null" }],
    },
    {
      id: "custom-tenant",
      defends: "Who is meant is a customer of that shop.",
      test: REFUSED,
      mutations: [
        {
          file: "app/events/tell.server.ts",
          find: "where c.shop_id = ${shopId} and ${meant}",
          replace: "where ${shopId} > 0 and ${meant}",
        },
      ],
    },
    {
      id: "custom-once",
      defends: "An event counts once, whatever it says when its id comes again.",
      test: {
        file: FILE,
        name: "what a shop's own system tells > is known when its id comes again, whatever else it says, and changes nothing",
      },
      mutations: [{ file: "app/events/tell.server.ts", find: "`custom:${id}`", replace: "`custom:${id}:${name}`" }],
    },
    {
      id: "custom-future",
      defends: "Nothing has happened that is still to come.",
      test: REFUSED,
      mutations: [
        {
          file: "app/events/event.ts",
          find: "occurredAt > plusMs(now, AHEAD_MS)",
          replace: "occurredAt < plusMs(now, -10 * OLDEST_MS)",
        },
      ],
    },
    {
      id: "custom-size",
      defends: "An event is small.",
      test: REFUSED,
      mutations: [{ file: ACTION, find: "body.length > MOST_BYTES", replace: "body.length < 0" }],
    },
    {
      id: "custom-rate",
      defends: "And there are so many in a minute, of one shop.",
      test: {
        file: FILE,
        name: "what a shop's own system tells > is told to come back when there is too much of it, and another shop's is not",
      },
      mutations: [{ file: ACTION, find: "!withinRate(String(shop.shopId), now())", replace: "now() < new Date(0)" }],
    },
  ],
};
