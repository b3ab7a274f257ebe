import { createServer } from "node:http";

import { createRequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import compression from "compression";
import express from "express";
// Resolved by Remix's Vite plugin, in the built server and in development alike.
import * as bundled from "virtual:remix/server-build";

import { disconnect } from "./db.server.ts";
import { env, EnvironmentError } from "./env.server.ts";
import { healthRouter } from "./health.server.ts";
import { stopEngine } from "./jobs/boss.server.ts";
import { runLoops } from "./jobs/loops/loops.server.ts";
import { createQueues, workQueues } from "./jobs/work.server.ts";
import { log } from "./log.server.ts";
import { closeEmailChannel } from "./messages/channels/email.server.ts";
import { answerErrors, refuseOddRequests } from "./refusals.server.ts";
import { sealAll } from "./shops/secrets/seal-all.server.ts";
import { webhookHandler } from "./webhooks/receive.server.ts";

const SHUTDOWN_MS = 15_000;
const YEAR = "1y";

function createHttpApp(): express.Express {
  const app = express();
  app.disable("x-powered-by");
  // Express would show and print stack traces unless told that this is production: it asks the variable, not our default.
  app.set("env", env().NODE_ENV);
  app.use(healthRouter());
  app.all("/webhooks", webhookHandler());
  const vite = globalThis.development?.vite;
  if (vite === undefined) {
    app.use(compression());
    app.use("/assets", express.static("build/client/assets", { immutable: true, maxAge: YEAR, fallthrough: false }));
    app.use(express.static("build/client", { maxAge: "1h" }));
  } else app.use(vite.middlewares);
  const fresh = () => vite?.ssrLoadModule("virtual:remix/server-build") as Promise<ServerBuild>;
  const handle = createRequestHandler({ build: vite === undefined ? bundled : fresh });
  app.all("*", refuseOddRequests, (request, response, next) => void handle(request, response, next));
  app.use(answerErrors);
  return app;
}

async function main(): Promise<void> {
  const { ROLE, HOST, PORT } = env();
  const stopping = new AbortController();
  await sealAll();
  await createQueues();
  const loops = ROLE === "web" ? Promise.resolve() : workQueues(stopping.signal).then(() => runLoops(stopping.signal));
  const server = globalThis.development?.http ?? createServer();
  server.on("request", ROLE === "worker" ? createHealthApp() : createHttpApp());
  server.once("listening", () => log().info({ role: ROLE, port: PORT }, "ready"));
  server.once("error", (error) => fail(error));
  server.listen(PORT, HOST);
  // Longer than a load balancer's idle timeout, so that the balancer and not we end an idle connection.
  server.keepAliveTimeout = 65_000;

  const stop = () => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
    void shutDown();
  };
  const shutDown = async () => {
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeIdleConnections();
    });
    await loops;
    closeEmailChannel();
    await stopEngine();
    await disconnect();
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  loops.catch(fail);
}

function createHealthApp(): express.Express {
  return express().disable("x-powered-by").set("env", env().NODE_ENV).use(healthRouter());
}

function fail(error: unknown): never {
  if (error instanceof EnvironmentError) process.stderr.write(`${error.message}\n`);
  else log().fatal({ error }, "cannot start");
  process.exit(1);
}

main().catch(fail);
