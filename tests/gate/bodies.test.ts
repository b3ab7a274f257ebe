import { request as send, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

import { createRequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import express from "express";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";

import { limitBodies, MOST_BYTES } from "../../app/gate/bodies.server.ts";
import { answerErrors } from "../../app/refusals.server.ts";
import { readFields } from "../../app/lib/posted.ts";

const logged = vi.hoisted(() => ({ errors: 0 }));
vi.mock("../../app/log.server.ts", () => ({
  log: () => ({ error: () => (logged.errors += 1), warn: () => {}, info: () => {} }),
}));

let read: number[] = [];

/** Routes that read as ours do, and one that reads with nobody's help. */
const route = (id: string, action: (request: Request) => Promise<Response>) => ({
  ...{ id, path: id, parentId: "root" },
  module: { action: ({ request }: { request: Request }) => action(request) },
});
const routes = [
  route("form", async (request) => {
    const form = await readFields(request);
    read.push([...form.keys()].length);
    return new Response("read");
  }),
  route("careless", async (request) => {
    read.push((await request.arrayBuffer()).byteLength);
    return new Response("read");
  }),
  route("deaf", () => Promise.resolve(new Response("not asked", { status: 401 }))),
  route("app/settings/data/imports", async (request) => {
    read.push((await request.arrayBuffer()).byteLength);
    return new Response("read");
  }),
];
type Route = { id: string; path: string; module: object };
const build = {
  entry: { module: { default: () => new Response("page"), handleError: () => {} } },
  routes: Object.fromEntries(
    [{ id: "root", path: "", module: {} }, ...routes].map((one: Route): [string, Route] => [one.id, one]),
  ),
  assets: { entry: { imports: [], module: "" }, routes: {}, url: "", version: "" },
  ...{ publicPath: "/", assetsBuildDirectory: "", isSpaMode: false, mode: "production" },
  future: { v3_singleFetch: true },
} as unknown as ServerBuild;

const app = express();
const handle = createRequestHandler({ build, mode: "production" });
app.all("*", limitBodies, (request, response, next) => void handle(request, response, next));
app.use(answerErrors);
const server = app.listen(0, "127.0.0.1");
beforeAll(() => new Promise((resolve) => (server.listening ? resolve(null) : server.once("listening", resolve))));
afterAll(() => server.close());
beforeEach(() => {
  read = [];
  logged.errors = 0;
});

/** Posts so many bytes of a form; in chunks, without saying how many, unless they are declared. @returns status, and bytes that were taken */
function post(path: string, bytes: number, declared = false): Promise<{ status: number; taken: number }> {
  const { port } = server.address() as AddressInfo;
  const headers = {
    "Content-Type": "application/x-www-form-urlencoded",
    ...(declared ? { "Content-Length": String(bytes) } : { "Transfer-Encoding": "chunked" }),
  };
  return new Promise((resolve, reject) => {
    let taken = 0;
    const asked = send({ host: "127.0.0.1", port, method: "POST", path, headers }, (answer: IncomingMessage) => {
      answer.resume().on("end", () => {
        resolve({ status: answer.statusCode ?? 0, taken });
        asked.destroy();
      });
    });
    asked.on("error", reject);
    const part = Buffer.alloc(64 * 1024, "a");
    const more = () => {
      while (taken < bytes) {
        const piece = part.subarray(0, Math.min(part.length, bytes - taken));
        taken += piece.length;
        if (!asked.write(piece)) {
          asked.once("drain", more);
          return;
        }
      }
      asked.end();
    };
    more();
  });
}

test.each(["/form", "/careless"])(
  "%s is told 413 when a body goes on beyond 1 MB, and reads no further (security-faults 5)",
  async (path) => {
    expect((await post(path, 20 * MOST_BYTES)).status).toBe(413);
    expect(read).toEqual([]);
    expect(logged.errors).toBe(0);
  },
);

test("a body that says itself to be longer is not waited for (security-faults 5)", async () => {
  expect((await post("/form", 20 * MOST_BYTES, true)).status).toBe(413);
  expect(read).toEqual([]);
});

test.each([true, false])("a body of 1 MB is read, declared: %s", async (declared) => {
  expect(await post("/careless", MOST_BYTES, declared)).toMatchObject({ status: 200 });
  expect(read).toEqual([MOST_BYTES]);
});

test("a route that does not read its body answers as it would, and holds up nobody on its connection", async () => {
  expect(await post("/deaf", 3 * 64 * 1024)).toMatchObject({ status: 401 });
  expect(await post("/deaf", 64)).toMatchObject({ status: 401 });
});

test("imports count for themselves", async () => {
  expect(await post("/app/settings/data/imports", 3 * MOST_BYTES)).toMatchObject({ status: 200 });
  expect(read).toEqual([3 * MOST_BYTES]);
});
