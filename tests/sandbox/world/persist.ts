import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { deserialize, serialize } from "node:v8";

import type { Shop, World } from "./types.ts";

/** Raised when a stored world no longer fits the types; such data is started afresh. */
const FORMAT = 7;

type Stored = { format: number; lastId: bigint; shops: Map<string, Shop> };

/** Writes the whole world; a reader sees the old file or the new one, never half of it. */
export function save(world: World, file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const stored: Stored = { format: FORMAT, lastId: world.lastId, shops: world.shops };
  writeFileSync(`${file}.new`, serialize(stored));
  renameSync(`${file}.new`, file);
}

/** Puts a saved world's shops into this one. @returns false when there is no file @throws Error when it is of another format */
export function load(world: World, file: string): boolean {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
  const stored = deserialize(bytes) as Stored;
  if (stored.format !== FORMAT) throw new Error(`${file} was written by another version of the sandbox; start with --fresh`);
  world.lastId = stored.lastId;
  world.shops.clear();
  for (const [domain, shop] of stored.shops) world.shops.set(domain, shop);
  return true;
}
