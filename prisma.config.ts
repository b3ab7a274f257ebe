import { defineConfig } from "prisma/config";

import { migrationAdapter } from "./prisma/migration-adapter.ts";

// Commands that need no database still resolve the schema's url; without one, they would turn to an engine that is a download.
process.env["DATABASE_URL"] ??= "postgresql://localhost:5432/postgres";

/** Prisma's own engines are downloads; the WASM engine inside the package needs none, so every command runs without internet. */
export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  experimental: { adapter: true },
  engine: "js",
  adapter: () => Promise.resolve(migrationAdapter(process.env["DATABASE_URL"] ?? "")),
});
