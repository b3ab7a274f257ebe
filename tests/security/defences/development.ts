import type { DefenceGroup } from "../defence.ts";

const PLACE = "tests/support/postgres-place.ts";
const PLACES = "tests/sandbox-tests/process/postgres-place.test.ts";

export const group: DefenceGroup = {
  title: "A developer's machine",
  defences: [
    {
      id: "dev-hosts",
      defends: "The development server answers the tunnel's host and this machine's, and no other site's page that leads to it.",
      test: {
        file: "tests/development.test.ts",
        name: "the development server, started as Shopify's CLI starts it (real-store A1) > refuses a host that is neither the tunnel's nor this machine's",
      },
      mutations: [
        { file: "app/dev.server.ts", find: "allowedHosts: host === null ? [] : [host]", replace: "allowedHosts: true" },
      ],
    },
    {
      id: "binaries-owner",
      defends: "Root runs PostgreSQL from no folder that somebody else has made.",
      test: {
        file: PLACES,
        name: "where PostgreSQL can be run by a user of its own > a folder of somebody else is refused",
      },
      mutations: [{ file: PLACE, find: "&& found.uid === uid", replace: "" }],
    },
    {
      id: "binaries-writable",
      defends: "Nor from one that others can write to, nor through a link.",
      test: { file: PLACES, name: "where PostgreSQL can be run by a user of its own > %s is refused" },
      mutations: [{ file: PLACE, find: "&& (found.mode & 0o022) === 0", replace: "" }],
    },
  ],
};
