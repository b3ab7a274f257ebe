import { request as send, type IncomingHttpHeaders } from "node:http";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { createHmac } from "node:crypto";

import { createRequestHandler } from "@remix-run/express";
import type { LoaderFunctionArgs, ServerBuild } from "@remix-run/node";
import express from "express";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";

import { db, prisma } from "../../app/db.server.ts";
import * as entry from "../../app/entry.server.tsx";
import { completeHeaders } from "../../app/gate/headers.server.ts";
import { loadContextFor } from "../../app/gate/outages.server.ts";
import { isTransient } from "../../app/lib/database-errors.ts";
import { log } from "../../app/log.server.ts";
import { authenticateAdmin } from "../../app/shopify.server.ts";
import { SealedSessionStorage } from "../../app/secrets/session-storage.server.ts";
import { keyring } from "../../app/secrets/keyring.server.ts";
import { throughPort, useDatabase } from "../support/database.ts";

const database = useDatabase();
let away = false;
const lines = new Set<Socket>();

/** Between app and PostgreSQL: while the database is away it hangs up on everybody. */
const wire = createServer((socket) => {
  socket.on("error", () => undefined);
  if (away) {
    socket.destroy();
    return;
  }
  const { hostname, port } = new URL(database.url);
  const beyond = connect(Number(port), hostname);
  beyond.on("error", () => undefined).on("close", () => socket.destroy());
  socket.on("close", () => beyond.destroy());
  socket.pipe(beyond).pipe(socket);
  lines.add(socket);
});

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
function sessionToken(): string {
  const shop = "https://morgenrot.myshopify.com";
  const claims = {
    ...{ iss: `${shop}/admin`, dest: shop, aud: "test-client-id", sub: "42", exp: 4_000_000_000, nbf: 1 },
    jti: "j",
  };
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", "test-client-secret-0123456789").update(signed).digest("base64url")}`;
}

/** As the admin's routes begin: who asks? With `defect`, something is wrong with us. */
async function handler({ request }: LoaderFunctionArgs) {
  if (new URL(request.url).searchParams.has("defect")) throw new TypeError("a defect");
  const { session } = await authenticateAdmin(request);
  return Response.json({ shop: session.shop });
}
const page = { default: () => null, ErrorBoundary: () => null };
const routes = [
  { id: "root", path: "", module: { default: () => null, ErrorBoundary: () => "an error page" } },
  { id: "page", path: "app", parentId: "root", module: { ...page, loader: handler, action: handler } },
  { id: "file", path: "app/customers.csv", parentId: "root", module: { loader: handler } },
];
const byId = (value: (one: (typeof routes)[number]) => object) => Object.fromEntries(routes.map((one) => [one.id, value(one)]));
const build = {
  entry: { module: entry },
  routes: byId((one) => one),
  assets: {
    entry: { imports: [], module: "" },
    routes: byId((one) => ({ ...one, module: "" })),
    url: "",
    version: "",
  },
  ...{ publicPath: "/", assetsBuildDirectory: "", isSpaMode: false, mode: "production" },
  future: { v3_singleFetch: true },
} as unknown as ServerBuild;

const app = express().use(completeHeaders);
const handle = createRequestHandler({
  build,
  mode: "production",
  getLoadContext: (_request, response) => loadContextFor(response),
});
app.all("*", (request, response, next) => void handle(request, response, next));
const server = app.listen(0, "127.0.0.1");

beforeAll(async () => {
  await new Promise<void>((resolve) => wire.listen(0, "127.0.0.1", resolve));
  process.env["DATABASE_URL"] = throughPort(database.url, (wire.address() as AddressInfo).port);
});
afterAll(() => {
  server.close();
  wire.close();
  for (const line of lines) line.destroy();
});
beforeEach(() => {
  leave(false);
  vi.restoreAllMocks();
});

function leave(gone: boolean): void {
  away = gone;
  if (gone) for (const line of lines) line.destroy();
}

type Answer = { status: number; headers: IncomingHttpHeaders; body: string };
function ask(method: string, path: string): Promise<Answer> {
  const { port } = server.address() as AddressInfo;
  const headers = { authorization: `Bearer ${sessionToken()}` };
  return new Promise((resolve, reject) => {
    const asked = send({ host: "127.0.0.1", port, method, path, headers }, (answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (text: string) => (body += text));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
    });
    asked.on("error", reject).end();
  });
}

test.each([
  ["a page", "GET", "/app"],
  ["data", "GET", "/app.data"],
  ["a form", "POST", "/app"],
  ["a form's data", "POST", "/app.data"],
  ["a file", "GET", "/app/customers.csv"],
])(
  "while the database is away %s is answered 503, to be asked again, and a defect 500 (security-faults 14)",
  async (_name, method, path) => {
    const [failed, warned] = [vi.spyOn(log(), "error"), vi.spyOn(log(), "warn")];
    leave(true);
    const { status, headers } = await ask(method, path);
    expect([status, headers["retry-after"], headers["cache-control"]]).toEqual([503, "30", "no-store"]);
    expect(failed).not.toHaveBeenCalled();
    expect(warned.mock.calls.map(([, message]) => message)).toContain("request to be asked again");
    expect(await ask(method, `${path}?defect`)).toMatchObject({ status: 500 });
    expect(failed).toHaveBeenCalled();
  },
);

test("a database that was away when sessions were first asked for is asked anew each time (security-faults 2)", async () => {
  leave(true);
  const storage = new SealedSessionStorage(prisma(), db(), keyring());
  const failed: unknown = await storage.loadSession("offline_x").catch((error: unknown) => error);
  expect(isTransient(failed)).toBe(true);
  leave(false);
  expect(await storage.loadSession("offline_x")).toBeUndefined();
});
