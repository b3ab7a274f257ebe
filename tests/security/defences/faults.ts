import type { DefenceGroup } from "../defence.ts";

const POOL = "app/db/pool.server.ts";
const POOLS = "tests/db/pool.test.ts";
const GATE = "tests/shops/gate.test.ts";
const OUTAGE = "tests/jobs/inbox-outage.test.ts";
const SHUTDOWN = "tests/shutdown.test.ts";

export const group: DefenceGroup = {
  title: "Faults",
  defences: [
    {
      id: "lost-connection",
      defends: "A connection that ends in the middle of a transaction is a failed statement, never the end of the process.",
      test: {
        file: POOLS,
        name: "a connection > that ends in the middle of a transaction is a failed statement and a line in the log (security-faults 2)",
      },
      mutations: [{ file: POOL, find: `this.on("error", (error)`, replace: `this.on("notice", (error)` }],
    },
    {
      id: "waits-told",
      defends: "PostgreSQL is told on each connection when its waits end.",
      test: { file: POOLS, name: "a connection > for %s tells PostgreSQL when waiting ends (security-faults 3)" },
      mutations: [{ file: POOL, find: "    lock_timeout: lockMs,\n", replace: "" }],
    },
    {
      id: "waits-frozen",
      defends: "A process that is frozen in a transaction loses its locks after a minute.",
      test: { file: POOLS, name: "a connection > for %s tells PostgreSQL when waiting ends (security-faults 3)" },
      mutations: [{ file: POOL, find: "    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,\n", replace: "" }],
    },
    {
      id: "waits-answer",
      defends: "A database that hangs keeps no time; our own clock ends what waits for it.",
      test: {
        file: POOLS,
        name: "a connection > whose server does not answer is given up by our clock, to be tried again (security-faults 3)",
      },
      mutations: [
        { file: POOL, find: "longest + answerMs - performance.now()", replace: "longest + answerMs * 1_000 - performance.now()" },
      ],
    },
    {
      id: "waits-connect",
      defends: "Nobody waits for a connection without end.",
      test: { file: POOLS, name: "a connection > that is not made in time is given up (security-faults 3)" },
      mutations: [{ file: POOL, find: "    connectionTimeoutMillis: connectMs,\n", replace: "" }],
    },
    {
      id: "shop-gate",
      defends: "Whoever waits for one shop does so without a connection, which others need.",
      test: {
        file: "tests/shops/turns.test.ts",
        name: "however many wait for a shop, to work %s, they leave the connections to the others (security-faults 3)",
      },
      mutations: [{ file: "app/shops/gate.ts", find: "if (lane.inside < width)", replace: "if (lane.inside < width + 100)" }],
    },
    {
      id: "shop-gate-patience",
      defends: "And not without end.",
      test: {
        file: GATE,
        name: "sends away who has waited for too long, to be tried again, and begins nothing of theirs (security-faults 3)",
      },
      mutations: [{ file: "app/shops/gate.ts", find: "lane.waiting.delete(called);\n        reject(", replace: "reject(" }],
    },
    {
      id: "page-patience",
      defends: "A page that waits for what hangs is answered 503 in the end.",
      test: {
        file: "tests/refusals.test.ts",
        name: "a page that waits for what hangs is answered 503 in the end (security-faults 3)",
      },
      mutations: [{ file: "app/refusals.server.ts", find: "    }, PATIENCE_MS);", replace: "    }, PATIENCE_MS * 1_000);" }],
    },
    {
      id: "outage-answers",
      defends:
        "While the database is away pages, data and files are answered 503, to be asked again, and are no defects in the log.",
      test: {
        file: "tests/gate/outages.test.ts",
        name: "while the database is away %s is answered 503, to be asked again, and a defect 500 (security-faults 14)",
      },
      mutations: [{ file: "app/gate/outages.server.ts", find: "response.statusCode = 503;", replace: "" }],
    },
    {
      id: "outage-sessions",
      defends: "An outage at the wrong moment shuts nobody out for the life of the process.",
      test: {
        file: "tests/gate/outages.test.ts",
        name: "a database that was away when sessions were first asked for is asked anew each time (security-faults 2)",
      },
      mutations: [
        {
          file: "app/secrets/session-storage.server.ts",
          find: "    asked.ready = Promise.resolve(true);\n",
          replace: "",
        },
      ],
    },
    {
      id: "shopper-busy",
      defends: "A shopper whose form meets an outage is asked to try again, and told nothing else.",
      test: {
        file: "tests/routes/proxy-posts.test.ts",
        name: "where the database is away > a shopper is asked to try again, in JSON or a page as they came (security-faults 14)",
      },
      mutations: [
        { file: "app/storefront/post.server.ts", find: "if (!isTransient(error)) throw error;", replace: "throw error;" },
      ],
    },
    {
      id: "shopper-patience",
      defends: "Before Shopify's proxy gives up.",
      test: {
        file: "tests/routes/proxy-posts.test.ts",
        name: "where the database is away > and does not wait for longer than Shopify's proxy does (security-faults 3)",
      },
      mutations: [
        {
          file: "app/storefront/post.server.ts",
          find: "return await within(PATIENCE_MS, answering);",
          replace: "return await answering;",
        },
      ],
    },
    {
      id: "webhook-outage",
      defends: "While the database is away webhooks are answered 503, which Shopify repeats.",
      test: {
        file: "tests/webhooks/inbox.test.ts",
        name: "when storing fails > an unreachable database is answered 503, and the next delivery after it is back is stored",
      },
      mutations: [
        {
          file: "app/webhooks/receive.server.ts",
          find: 'return { status: 503, reason: "not stored"',
          replace: 'return { status: 200, reason: "not stored"',
        },
      ],
    },
    {
      id: "webhook-patience",
      defends: "Before Shopify gives up.",
      test: {
        file: "tests/webhooks/inbox.test.ts",
        name: "when storing fails > a database that hangs is answered 503 before Shopify gives up (security-faults 3)",
      },
      mutations: [
        {
          file: "app/webhooks/receive.server.ts",
          find: "await within(PATIENCE_MS, store.submit(arrival));",
          replace: "await store.submit(arrival);",
        },
      ],
    },
    {
      id: "inbox-rests",
      defends: "Where the database is ailing the inbox rests and says so; its webhooks stay as they are.",
      test: {
        file: OUTAGE,
        name: "a database that says %s fails the step, so that the loop says so and rests; webhooks stay as they are (security-faults 8)",
      },
      mutations: [{ file: "app/jobs/loops/inbox-loop.server.ts", find: "if (meetsAll(error)) throw error;", replace: "" }],
    },
    {
      id: "inbox-put-off",
      defends: "A shop that is busy costs its webhooks no attempt, and the next shop has its turn.",
      test: {
        file: OUTAGE,
        name: "a shop that says %s is put off with a line in the log, and the next has its turn (security-faults 8)",
      },
      mutations: [
        {
          file: "app/jobs/loops/inbox-loop.server.ts",
          find: "if (isTransient(error)) return putOff(error, shopId);",
          replace: "",
        },
      ],
    },
    {
      id: "inbox-watched",
      defends: "Webhooks that wait for longer than a minute are a line in the log.",
      test: {
        file: OUTAGE,
        name: "webhooks that wait for longer than a minute are a line in the log, with how many and for how long (security-faults 8)",
      },
      mutations: [
        {
          file: "app/jobs/loops/inbox-loop.server.ts",
          find: "oldest !== null && ageMs > LATE_MS",
          replace: "oldest !== null && ageMs < 0",
        },
      ],
    },
    {
      id: "stop-elsewhere",
      defends: "A process that stops asks each client to go elsewhere.",
      test: { file: SHUTDOWN, name: "from the signal on each answer asks its client to go elsewhere (security-faults 7)" },
      mutations: [{ file: "app/shutdown.server.ts", find: "if (stopping.aborted)", replace: "if (false)" }],
    },
    {
      id: "stop-told",
      defends: "And tells the balancer.",
      test: { file: SHUTDOWN, name: "and the balancer is told to look for another server (security-faults 7)" },
      mutations: [{ file: "app/health.server.ts", find: "if (stopping.aborted)", replace: "if (false)" }],
    },
    {
      id: "stop-answers",
      defends: "What was asked before it stopped is answered.",
      test: { file: SHUTDOWN, name: "what was asked before is answered before the server is closed (security-faults 7)" },
      mutations: [
        {
          file: "app/shutdown.server.ts",
          find: "await new Promise((resolve) => server.close(resolve));",
          replace: "server.closeAllConnections();",
        },
      ],
    },
  ],
};
