/// <reference types="vite/client" />
/** Set by app/dev.server.ts before the server is loaded through it. */
declare var viteDevServer: import("vite").ViteDevServer | undefined;
declare module "virtual:remix/server-build" {
  import type { ServerBuild } from "@remix-run/node";
  const build: ServerBuild;
  export = build;
}
