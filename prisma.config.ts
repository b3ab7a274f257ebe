import { defineConfig } from "prisma/config";

import { migrationAdapter } from "./prisma/migration-adapter.ts";

// Generating code reaches for an engine to download when the variable is not set, though it connects to nothing.
process.env["DATABASE_URL"] ??= "postgresql://localhost:5432/reprise";

/** Prisma's own engines are downloads; the WASM engine inside the package needs none, so every command runs without internet. */
export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  experimental: { adapter: true },
  engine: "js",
  adapter: () => Promise.resolve(migrationAdapter(process.env["DATABASE_URL"] ?? "")),
});
