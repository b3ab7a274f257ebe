import type { DefenceGroup } from "../defence.ts";

const BODIES = "tests/gate/bodies.test.ts";
const HEADERS = "tests/gate/headers.test.ts";
const ANSWER = "app/gate/answer-headers.ts";

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
    {
      id: "body-size",
      defends: "A body is counted as it arrives and ends at 1 MB with 413, whatever its route does.",
      test: { file: BODIES, name: "%s is told 413 when a body goes on beyond 1 MB, and reads no further (security-faults 5)" },
      mutations: [
        { file: "app/gate/bodies.server.ts", find: "if (length <= MOST_BYTES) return;", replace: "if (length >= 0) return;" },
      ],
    },
    {
      id: "body-declared",
      defends: "A body that says itself to be longer is not waited for.",
      test: { file: BODIES, name: "a body that says itself to be longer is not waited for (security-faults 5)" },
      mutations: [
        { file: "app/gate/bodies.server.ts", find: "answer(response, 413);\n    return;", replace: "next();\n    return;" },
      ],
    },
    {
      id: "cross-site-post",
      defends: "What another site's page posts is refused, whatever cookies go along.",
      test: { file: "tests/refusals.test.ts", name: "%s" },
      mutations: [{ file: "app/refusals.server.ts", find: "else if (isCrossSite(request)) answer(response, 403);", replace: "" }],
    },
    {
      id: "block-origins",
      defends: "Blocks of the admin and the till are answered at Shopify's origins alone, whatever token a page elsewhere has.",
      test: {
        file: "tests/routes/origins.test.ts",
        name: "blocks of the admin and the till > %s answers a page of any other origin nothing, whatever token it has",
      },
      mutations: [
        {
          file: "app/shopify-admin/call.server.ts",
          find: "if (!ORIGINS.includes(origin) && origin !== env().SANDBOX_SHOPIFY_ORIGIN) return null;",
          replace: "",
        },
      ],
    },
    {
      id: "session-claims",
      defends: "A session token names one shop as issuer and destination, and an end.",
      test: {
        file: "tests/shops/session-claims.test.ts",
        name: "a session token with %s is answered 401, though its signature is right (security-faults 14)",
      },
      mutations: [
        {
          file: "app/shopify.server.ts",
          find: "secret !== null && !areClaimsSound(token)",
          replace: "secret === null && token === ''",
        },
      ],
    },
    {
      id: "session-staff",
      defends:
        "A session token of the admin is of somebody of the shop's staff: those for shoppers are signed with the same secret.",
      test: {
        file: "tests/shops/session-claims.test.ts",
        name: "a session token with %s is answered 401, though its signature is right (security-faults 14)",
      },
      mutations: [
        {
          file: "app/secrets/session-claims.ts",
          find: "sub: z.string().regex(/^\\d{1,19}$/) });",
          replace: "sub: z.unknown() });",
        },
      ],
    },
    {
      id: "headers-admin-kept-by-nobody",
      defends: "Nothing of the admin stays in a cache.",
      test: { file: HEADERS, name: "headers of every answer (security-faults 11) > %s is kept by nobody" },
      mutations: [
        { file: ANSWER, find: "(ADMIN.test(path) && !/\\bno-store\\b/.test(said.cacheControl)) || data", replace: "data" },
      ],
    },
    {
      id: "headers-data-kept-by-nobody",
      defends: "JSON and CSV stay in no cache, wherever they come from.",
      test: {
        file: HEADERS,
        name: "headers of every answer (security-faults 11) > %s is kept by nobody, wherever it comes from",
      },
      mutations: [{ file: ANSWER, find: 'said.cacheControl === "";', replace: 'said.cacheControl === "never";' }],
    },
    {
      id: "headers-frames",
      defends: "Only the shop's admin frames documents of the app.",
      test: {
        file: HEADERS,
        name: "headers of every answer (security-faults 11) > a document may be framed by the shop's admin alone, and otherwise by nobody",
      },
      mutations: [{ file: ANSWER, find: `"frame-ancestors 'none'", `, replace: "" }],
    },
    {
      id: "headers-nosniff",
      defends: "No browser guesses what an answer is, whoever writes it.",
      test: {
        file: HEADERS,
        name: "on their way out > each header is there once, whoever writes the answer (security-faults 11)",
      },
      mutations: [{ file: ANSWER, find: '"X-Content-Type-Options": "nosniff"', replace: "" }],
    },
    {
      id: "log-forms",
      defends: "What is no form is answered 400 and fills no log.",
      test: { file: "tests/lib/posted.test.ts", name: "%s is no form: 400, and no error for the log (security-faults 13)" },
      mutations: [
        {
          file: "app/lib/posted.ts",
          find: 'throw new Response("Not a form", { status: 400 });',
          replace: 'throw new Error("Not a form");',
        },
      ],
    },
    {
      id: "log-remix-parameter",
      defends: "Nor does a parameter of Remix's own that nobody sends.",
      test: { file: "tests/refusals.test.ts", name: "%s" },
      mutations: [
        { file: "app/refusals.server.ts", find: 'else if ("_data" in request.query) answer(response, 400);', replace: "" },
      ],
    },
    {
      id: "log-way-out",
      defends: "Nor a way out of the frame that leads nowhere.",
      test: {
        file: "tests/routes/auth.test.ts",
        name: "a way out of the frame that leads nowhere is the asker's fault: 400, and nothing for the log (security-faults 13)",
      },
      mutations: [{ file: "app/routes/auth.$.tsx", find: "thrown instanceof ShopifyError ?", replace: "thrown === null ?" }],
    },
    {
      id: "log-no-token",
      defends: "Nor a token of a shop that has not installed the app.",
      test: {
        file: "tests/shops/no-token.test.ts",
        name: "because of %s, hears so, and the log has no error (security-faults 13)",
      },
      mutations: [
        {
          file: "app/shopify.server.ts",
          find: "if (thrown.status !== 500 || secret === null) throw thrown;",
          replace: "throw thrown;",
        },
      ],
    },
    {
      id: "slow-senders",
      defends: "Requests that are sent by halves are cut off, and hold no memory for longer.",
      test: {
        file: "tests/gate/slow-senders.test.ts",
        name: "half-sent %s of strangers are cut off, however many there are (security-faults 14)",
      },
      mutations: [{ file: "app/gate/slow-senders.ts", find: "  server.requestTimeout = requestMs;\n", replace: "" }],
    },
    {
      id: "gate-in-place",
      defends: "The server itself lets every request pass the gate.",
      test: {
        file: "tests/development.test.ts",
        name: "the development server, started as Shopify's CLI starts it (real-store A1) > lets every request pass the gate (security-faults 5, 11, 14)",
      },
      mutations: [
        {
          file: "app/server.ts",
          find: "refuseOddRequests, limitBodies, answerInTime",
          replace: "refuseOddRequests, answerInTime",
        },
      ],
    },
  ],
};
