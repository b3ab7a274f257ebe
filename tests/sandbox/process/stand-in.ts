import { createServer, type Server } from "node:http";

import express, { type Express, type RequestHandler, type Router } from "express";

import type { Lifetime } from "./lifetime.ts";

/** Listens on the loopback only. */
export async function listen(app: Express, port: number, name: string, lifetime: Lifetime): Promise<Server> {
  const server = createServer(app);
  // The app keeps its connections to the stand-in open between calls.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  lifetime.onStop(name, () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return server;
}

export function site(...routers: (Router | RequestHandler)[]): Express {
  const app = express();
  app.disable("x-powered-by");
  for (const router of routers) app.use(router);
  return app;
}
