import { chownSync, constants, copyFileSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * Copies a folder with all that is in it, modes and, for root, owners included: PostgreSQL wants a cluster to be its own user's. Where the file system can,
 * both share their blocks until one of them changes.
 */
export function copyTree(from: string, to: string): void {
  mkdirSync(to, { mode: statSync(from).mode });
  copyOwner(from, to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyTree(source, target);
    else if (entry.isFile()) {
      copyFileSync(source, target, constants.COPYFILE_FICLONE);
      copyOwner(source, target);
    }
  }
}

function copyOwner(from: string, to: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(from);
  chownSync(to, uid, gid);
}
