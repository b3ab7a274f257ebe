import { createServer } from "vite";

/** `npm run dev:server`: the same server with hot reload. Vite runs inside it and loads it, so that there is one of every module. */
globalThis.viteDevServer = await createServer({ server: { middlewareMode: true }, appType: "custom" });
await globalThis.viteDevServer.ssrLoadModule("/app/server.ts");
