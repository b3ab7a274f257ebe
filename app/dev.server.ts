import { createServer as createHttpServer } from "node:http";

import { createServer } from "vite";

import { prepareDevelopment } from "./env.server.ts";

/**
 * `npm run dev:server`: the same server with hot reload. Vite runs inside it and loads it, so that there is one of every module. News of changed
 * files comes over the server's own port, since a tunnel forwards only one.
 */
const host = prepareDevelopment();
const http = createHttpServer();
const vite = await createServer({
  server: { middlewareMode: true, hmr: { server: http }, allowedHosts: host === null ? [] : [host] },
  appType: "custom",
});
globalThis.development = { vite, http };
await vite.ssrLoadModule("/app/server.ts");
