import { createServer } from "node:http";

import { createRequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import compression from "compression";
import express from "express";
// Resolved by Remix's Vite plugin, in the built server and in development alike.
import * as bundled from "virtual:remix/server-build";

import { disconnect } from "./db.server.ts";
import { env, EnvironmentError, type Env } from "./env.server.ts";
import { limitBodies } from "./gate/bodies.server.ts";
import { completeHeaders } from "./gate/headers.server.ts";
import { loadContextFor } from "./gate/outages.server.ts";
import { withReferences } from "./gate/references.server.ts";
import { endSlowSenders } from "./gate/slow-senders.ts";
import { healthRouter } from "./health.server.ts";
import { stopEngine } from "./queue/engine.server.ts";
import { runLoops, wakeInbox } from "./jobs/loops/loops.server.ts";
import { createQueues, workQueues } from "./jobs/work.server.ts";
import { isTransient } from "./lib/database-errors.ts";
import { SECOND_MS } from "./lib/time.ts";
import { log, takeConsole } from "./log.server.ts";
import { closeTransports } from "./messages/channels/transports.server.ts";
import { answerErrors, answerInTime, refuseOddRequests } from "./refusals.server.ts";
import { sealAll } from "./jobs/seal-all.server.ts";
import { closeConnectionsOnceStopping, closeServer } from "./shutdown.server.ts";
import { webhookHandler } from "./webhooks/receive.server.ts";

const SHUTDOWN_MS = 15 * SECOND_MS;
const LONGEST_PAUSE_MS = 30 * SECOND_MS;
const YEAR = "1y";

function createHttpApp(stopping: AbortSignal): express.Express {
  const app = express();
  app.disable("x-powered-by");
  // Express would show and print stack traces unless told that this is production: it asks the variable, not our default.
  app.set("env", env().NODE_ENV);
  app.use(completeHeaders);
  app.use(healthRouter(stopping));
  app.all("/webhooks", webhookHandler(wakeInbox));
  const vite = globalThis.development?.vite;
  if (vite === undefined) {
    app.use(compression());
    app.use("/assets", express.static("build/client/assets", { immutable: true, maxAge: YEAR, fallthrough: false }));
    app.use(express.static("build/client", { maxAge: "1h" }));
  } else app.use(vite.middlewares);
  const fresh = async () => withReferences((await vite?.ssrLoadModule("virtual:remix/server-build")) as ServerBuild);
  const handle = createRequestHandler({
    build: vite === undefined ? withReferences(bundled) : fresh,
    getLoadContext: (_request, response) => loadContextFor(response),
  });
  app.all("*", refuseOddRequests, limitBodies, answerInTime, (request, response, next) => void handle(request, response, next));
  app.use(answerErrors);
  return app;
}

async function main(): Promise<void> {
  const { ROLE, HOST, PORT } = env();
  takeConsole();
  const stopping = new AbortController();
  const { signal } = stopping;
  const server = globalThis.development?.http ?? createServer();
  server.on("request", ROLE === "worker" ? createHealthApp(signal) : createHttpApp(signal));
  server.once("listening", () => log().info({ role: ROLE, port: PORT }, "listening"));
  server.once("error", (error) => fail(error));
  server.listen(PORT, HOST);
  // Longer than a load balancer's idle timeout, so that the balancer and not we end an idle connection.
  server.keepAliveTimeout = 65 * SECOND_MS;
  endSlowSenders(server);
  closeConnectionsOnceStopping(server, signal);
  const working = work(ROLE, signal);

  const stop = () => {
    if (signal.aborted) return;
    stopping.abort();
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
    void shutDown();
  };
  const shutDown = async () => {
    await closeServer(server);
    await working;
    closeTransports();
    await stopEngine();
    await disconnect();
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  working.catch(fail);
}

/** Job engine and loops. A database that is away is waited for: meanwhile the process answers 503, which tells more than one that has ended. */
async function work(role: Env["ROLE"], stopping: AbortSignal): Promise<void> {
  for (let failures = 0; !stopping.aborted; failures += 1) {
    try {
      await sealAll();
      await createQueues();
      if (role !== "web") await workQueues();
      log().info({ role }, "ready");
      break;
    } catch (error) {
      if (!isTransient(error)) throw error;
      log().warn({ error }, "the database is not there yet");
      await pause(Math.min(LONGEST_PAUSE_MS, SECOND_MS * 2 ** failures), stopping);
    }
  }
  if (role !== "web" && !stopping.aborted) await runLoops(stopping);
}

function pause(ms: number, until: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      until.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    until.addEventListener("abort", end);
  });
}

function createHealthApp(stopping: AbortSignal): express.Express {
  return express().disable("x-powered-by").set("env", env().NODE_ENV).use(healthRouter(stopping));
}

function fail(error: unknown): never {
  if (error instanceof EnvironmentError) process.stderr.write(`${error.message}\n`);
  else log().fatal({ error }, "cannot start");
  process.exit(1);
}

main().catch(fail);
