/// <reference types="vite/client" />
/** Set by app/dev.server.ts before the server is loaded through it. */
// eslint-disable-next-line no-var, @typescript-eslint/consistent-type-imports -- the only form in which a global can be declared
declare var development: { vite: import("vite").ViteDevServer; http: import("node:http").Server } | undefined;
declare module "virtual:remix/server-build" {
  import type { ServerBuild } from "@remix-run/node";
  const build: ServerBuild;
  export = build;
}
