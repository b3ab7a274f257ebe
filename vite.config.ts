import { vitePlugin as remix } from "@remix-run/dev";
import { defineConfig } from "vite";

declare module "@remix-run/server-runtime" {
  interface Future {
    v3_singleFetch: true;
  }
}

export default defineConfig(({ isSsrBuild }) => ({
  plugins: [
    remix({
      ignoredRouteFiles: ["**/*"],
      // All of Remix's future flags, so that the move to React Router is mechanical.
      future: {
        v3_fetcherPersist: true,
        v3_relativeSplatPath: true,
        v3_throwAbortReason: true,
        v3_lazyRouteDiscovery: true,
        v3_singleFetch: true,
        v3_routeConfig: true,
      },
    }),
  ],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    // One bundle for HTTP and worker, so that both share one pool and one environment.
    rollupOptions: isSsrBuild ? { input: "app/server.ts" } : {},
  },
  ssr: { noExternal: ["@shopify/polaris", "@shopify/app-bridge-react", "@shopify/shopify-app-remix"] },
}));
