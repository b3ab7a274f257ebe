/**
 * npm runs this after an install in the project's folder: the app is built then, and the first start of the sandbox needs not wait for it. Plain JavaScript
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

if (["vite", "@remix-run/dev", "node/package.json"].every(known)) {
  try {
    const { ensureBuild } = await import("./sandbox/process/build.ts");
    await ensureBuild(fileURLToPath(new URL("..", import.meta.url)), (line) => process.stdout.write(`${line}\n`));
  } catch (error) {
    process.stdout.write(`The app is not built yet, ${String(error)}\n`);
  }
}
