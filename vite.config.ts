import { vitePlugin as remix } from "@remix-run/dev";
import { defineConfig, type Plugin } from "vite";

declare module "@remix-run/server-runtime" {
  interface Future {
    v3_singleFetch: true;
  }
}

/** One bundle for HTTP and worker, so that both share one pool and one environment. Remix names an input of its own; the last word counts. */
const serverEntry: Plugin = {
  name: "server-entry",
  config: (_config, { isSsrBuild }) => (isSsrBuild === true ? { build: { rollupOptions: { input: "app/server.ts" } } } : {}),
};

export default defineConfig({
  plugins: [
    remix({
      ignoredRouteFiles: ["**/*"],
      // All of Remix's future flags but one, so that the move to React Router is mechanical. `v3_lazyRouteDiscovery` loses navigations: decision 370.
      future: {
        v3_fetcherPersist: true,
        v3_relativeSplatPath: true,
        v3_throwAbortReason: true,
        v3_singleFetch: true,
        v3_routeConfig: true,
      },
    }),
    serverEntry,
  ],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    // Nobody reads what each file would weigh compressed; working it out is a twentieth of the build.
    reportCompressedSize: false,
  },
  ssr: { noExternal: ["@shopify/polaris", "@shopify/app-bridge-react", "@shopify/shopify-app-remix"] },
});
