import { once } from "node:events";
import { Agent, createServer, request as send, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import express from "express";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { healthRouter } from "../app/health.server.ts";
import { SECOND_MS } from "../app/lib/time.ts";
import { closeConnectionsOnceStopping, closeServer } from "../app/shutdown.server.ts";

let server: Server;
let agent: Agent;
let stopping: AbortController;
let slow: PromiseWithResolvers<ServerResponse>;

beforeEach(async () => {
  stopping = new AbortController();
  slow = Promise.withResolvers();
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const app = express().use(healthRouter(stopping.signal));
  app.get("/slow", (_request, response) => slow.resolve(response));
  app.get("/", (_request, response) => response.send("page"));
  server = createServer(app);
  closeConnectionsOnceStopping(server, stopping.signal);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(() => {
  vi.useRealTimers();
  agent.destroy();
  server.closeAllConnections();
  server.close();
});

type Answer = { status: number; connection: string | undefined; body: string };

/** Over the one connection that a balancer keeps. Status 0: it was cut. */
function ask(path: string): Promise<Answer> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve) => {
    const asked = send({ host: "127.0.0.1", port, path, agent }, (answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (part: string) => (body += part));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, connection: answer.headers.connection, body }));
    });
    asked.on("error", (error) => resolve({ status: 0, connection: undefined, body: error.message })).end();
  });
}

test("from the signal on each answer asks its client to go elsewhere (security-faults 7)", async () => {
  expect(await ask("/")).toMatchObject({ status: 200, connection: "keep-alive" });
  stopping.abort();
  expect(await ask("/")).toMatchObject({ status: 200, connection: "close" });
});

test("and the balancer is told to look for another server (security-faults 7)", async () => {
  stopping.abort();
  expect(await ask("/readyz")).toMatchObject({ status: 503, body: '{"stopping":true}' });
  expect(await ask("/healthz")).toMatchObject({ status: 200 });
});

test("what was asked before is answered before the server is closed (security-faults 7)", async () => {
  const answer = ask("/slow");
  const response = await slow.promise;
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  const closed = closeServer(server);
  await vi.advanceTimersByTimeAsync(2 * SECOND_MS);
  expect(server.listening).toBe(false);
  response.end("in the end");
  expect(await answer).toMatchObject({ status: 200, body: "in the end" });
  // Kept, and idle from now on.
  agent.destroy();
  await closed;
});
