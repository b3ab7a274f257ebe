import type { DefenceGroup } from "../defence.ts";

export const group: DefenceGroup = {
  title: "Requests",
  defences: [
    {
      id: "odd-requests",
      defends: "Methods that no page knows and hosts that are none are refused before Remix sees them.",
      test: { file: "tests/refusals.test.ts", name: "%s" },
      mutations: [
        {
          file: "app/refusals.server.ts",
          find: "if (!METHODS.includes(request.method)) {",
          replace: 'if (request.method === "") {',
        },
      ],
    },
    {
      id: "errors-tell-nothing",
      defends: "An answer about a defect has a status and its name, and no word of what went wrong.",
      test: { file: "tests/refusals.test.ts", name: "%s" },
      mutations: [
        {
          file: "app/refusals.server.ts",
          find: "else answer(response, status);",
          replace: "else response.status(status).send(String(error));",
        },
      ],
    },
    {
      id: "auth-shop",
      defends: "The addresses under /auth take names of shops and nothing else.",
      test: { file: "tests/routes/auth.test.ts", name: "%s is answered by %s" },
      mutations: [{ file: "app/routes/auth.$.tsx", find: "|| !shops.every((shop) => SHOP.test(shop))", replace: "" }],
    },
    {
      id: "sandbox-refused",
      defends: "What only the sandbox may set is refused in every other process.",
      test: { file: "tests/env.test.ts", name: "the environment > %s needs SANDBOX=1" },
      mutations: [
        { file: "app/env.server.ts", find: "if (env[name] !== undefined && !env.SANDBOX) {", replace: 'if (env[name] === "") {' },
      ],
    },
    {
      id: "environment-secret",
      defends: "A start that is refused names variables and prints no value.",
      test: { file: "tests/env.test.ts", name: "the environment > never prints a value" },
      mutations: [
        { file: "app/env.server.ts", find: `"is missing" : issue.message}`, replace: `"is missing" : String(filled[name])}` },
      ],
    },
    {
      id: "log-rows",
      defends: "The log says what went wrong with a row, and never the row.",
      test: { file: "tests/lib/log.test.ts", name: "the log > says what went wrong with a row, and never the row" },
      mutations: [
        {
          file: "app/log.server.ts",
          find: "...code, stack: withoutAddresses",
          replace: "...error, stack: withoutAddresses",
        },
      ],
    },
    {
      id: "log-addresses",
      defends: "The log names no address, also where PostgreSQL quotes one.",
      test: { file: "tests/lib/log.test.ts", name: "the log > names no address that a message quotes (security-faults 14)" },
      mutations: [{ file: "app/lib/mask.ts", find: 'return text.replace(ADDRESS, "…");', replace: "return text;" }],
    },
  ],
};
