import { fileURLToPath } from "node:url";

import { defineConfig } from "vitest/config";

import closingLine from "./tests/support/closing-line.ts";
import { LongestFirst } from "./tests/support/longest-first.ts";

/** Node keeps here what it has compiled, for the many processes of a run (tests/support/own-file.ts). */
process.env["NODE_COMPILE_CACHE"] ??= fileURLToPath(new URL("node_modules/.cache/node-compile/", import.meta.url));

/** Values that every test process gets; nothing here reaches outside this machine. */
const env = {
  NODE_ENV: "test" as const,
  LOG_LEVEL: "silent",
  DATABASE_URL: "postgresql://unused:unused@127.0.0.1:1/unused",
  SHOPIFY_API_KEY: "test-client-id",
  SHOPIFY_API_SECRET: "test-client-secret-0123456789",
  SHOPIFY_APP_URL: "http://127.0.0.1:3000",
  SMTP_URL: "smtp://127.0.0.1:1",
  MAIL_FROM: "reprise@example.com",
  UNSUBSCRIBE_SECRET: "test-unsubscribe-secret-0123456789",
  ENCRYPTION_KEY: "dGVzdC1lbmNyeXB0aW9uLWtleS0wMTIzNDU2Nzg5YWI=",
};

export default defineConfig({
  test: {
    env,
    reporters: ["default", closingLine],
    // Only what hangs ends by these: a machine may be many times slower than the one that a test was written on.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    teardownTimeout: 120_000,
    expect: { poll: { timeout: 120_000 } },
    // One more than there are cores: a test that waits for a browser, a sandbox or the database leaves its core to another.
    maxWorkers: 3,
    pool: "forks",
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: "app",
          include: ["tests/**/*.test.{ts,tsx}"],
          exclude: ["tests/ui-extensions/**", "**/node_modules/**"],
          setupFiles: ["tests/support/own-file.ts", "tests/support/seed.ts"],
          globalSetup: ["tests/support/global-setup.ts"],
          // Files share processes; tests/support/begin-anew.ts lets none of them notice.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "ui-extensions",
          include: ["tests/ui-extensions/*.test.ts"],
          // Shopify's tester wants a document, and a process for each file.
          environment: "happy-dom",
          isolate: true,
          // It loads our modules itself, and knows no TypeScript.
          server: { deps: { inline: [/ui-extensions-tester/] } },
        },
      },
    ],
  },
});
