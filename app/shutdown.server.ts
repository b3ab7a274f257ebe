import type { Server } from "node:http";

import { SECOND_MS } from "./lib/time.ts";

/** So long a server that stops still takes requests, and asks each client to go elsewhere: a balancer needs a moment to see `/readyz` fail. */
const FAREWELL_MS = 2 * SECOND_MS;
const LOOK_MS = 100;

/** From the signal on, every answer asks its client to open no further request on the connection: kept ones are never idle under load. */
export function closeConnectionsOnceStopping(server: Server, stopping: AbortSignal): void {
  server.prependListener("request", (_request, response) => {
    if (stopping.aborted) response.setHeader("Connection", "close");
  });
}

/** Takes no more connections after a farewell, and resolves when every request that was taken has been answered. */
export async function closeServer(server: Server): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, FAREWELL_MS));
  const closing = setInterval(() => server.closeIdleConnections(), LOOK_MS);
  await new Promise((resolve) => server.close(resolve));
  clearInterval(closing);
}
