import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import express, { type Express, type RequestHandler, type Router } from "express";

import type { Lifetime } from "./lifetime.ts";

/** Listens on the loopback only, or takes over a server that listens already. @param at 0: at any port that is free @returns the server's origin */
export async function listen(app: Express, at: number | Server, name: string, lifetime: Lifetime): Promise<string> {
  const server = typeof at === "number" ? createServer() : at.removeAllListeners("request");
  server.on("request", app);
  // The app keeps its connections to the stand-in open between calls.
  server.keepAliveTimeout = 65_000;
  if (typeof at === "number") {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(at, "127.0.0.1", resolve);
    });
  }
  lifetime.onStop(name, () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const address = server.address() as AddressInfo;
  return `http://127.0.0.1:${address.port}`;
}

export function site(...routers: (Router | RequestHandler)[]): Express {
  const app = express();
  app.disable("x-powered-by");
  for (const router of routers) app.use(router);
  return app;
}
