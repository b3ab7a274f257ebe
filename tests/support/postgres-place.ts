import { createHash, randomBytes } from "node:crypto";
import { chmod, copyFile, lstat, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { existsSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

/*
 * PostgreSQL refuses to run as root and changes to a user of its own, who cannot enter root's private folders: neither the cluster nor the binaries
 * may lie below one. For everybody else it runs as they are, and all stays where it is.
 */

/** Whether every user of the machine can enter the folder: it, and all above it, as far as they exist. */
export function isOpenToAll(folder: string): boolean {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** Where a cluster meant for `dataDir` really goes: for root, below the system's temporary folder if need be; always the same one for the same `dataDir`. */
export function clusterPlace(dataDir: string): string {
  if (process.getuid?.() !== 0 || isOpenToAll(dirname(resolve(dataDir)))) return dataDir;
  return join(tmpdir(), `reprise-postgres-${createHash("sha256").update(resolve(dataDir)).digest("hex").slice(0, 16)}`);
}

/**
 * Makes `target` a copy of `source` that every user of the machine can read and run, and only we can change. What is there already is kept, and what a
 * cleaner of temporary files took is put back; several processes may do this at once, since each file appears whole.
 * @throws Error when `target` is not a folder of our own, or others could write to it: whoever made it could have us run anything
 */
export async function placeForAll(source: string, target: string, uid = process.getuid?.() ?? -1): Promise<void> {
  await ownFolder(target, uid);
  for (const entry of await readdir(source)) {
    const [from, to] = [join(source, entry), join(target, entry)];
    // Links are followed: they lead to files beside them.
    const original = await stat(from);
    if (original.isDirectory()) await placeForAll(from, to, uid);
    else if (original.size !== (await lstat(to).catch(() => null))?.size) await placeFile(from, to, original.mode);
  }
}

async function ownFolder(folder: string, uid: number): Promise<void> {
  try {
    await mkdir(folder);
    // Whatever the umask is.
    await chmod(folder, 0o755);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  const found = await lstat(folder);
  if (found.isDirectory() && found.uid === uid && (found.mode & 0o022) === 0) return;
  throw new Error(
    `${folder} is not ours alone, so nothing in it can be trusted. Look at who made it, remove it and start again.`,
  );
}

async function placeFile(from: string, to: string, mode: number): Promise<void> {
  const unfinished = `${to}.${randomBytes(6).toString("hex")}`;
  try {
    await copyFile(from, unfinished);
    await chmod(unfinished, (mode & 0o111) === 0 ? 0o644 : 0o755);
    await rename(unfinished, to);
  } finally {
    await rm(unfinished, { force: true });
  }
}
