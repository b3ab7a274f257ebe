import { spawn } from "node:child_process";

import { loadPostgres } from "../support/postgres.ts";
import { OrdersCsvError } from "./orders-csv/parse.ts";
import { parseOptions, USAGE, UsageError } from "./process/cli.ts";
import { createLifetime } from "./process/lifetime.ts";
import { startSandbox } from "./process/sandbox.ts";

/** Standard output belongs to the ready line alone; all else goes to standard error. */
function log(line: string): void {
  process.stderr.write(`[sandbox] ${line}\n`);
}

async function main(): Promise<void> {
  const options = readOptions();
  // First, because it takes signals into its own hands, which the lifetime takes from it.
  await loadPostgres();
  const lifetime = createLifetime(log);
  const started = performance.now();
  try {
    const ready = await startSandbox(options, lifetime, log);
    if (lifetime.stopping()) return;
    process.stdout.write(`${JSON.stringify(ready)}\n`);
    log(
      `ready after ${((performance.now() - started) / 1000).toFixed(1)} s. Merchant's admin: ${ready.admin}  Shop: ${ready.storefront}  Mailbox: ${ready.mailbox}`,
    );
    if (options.untilReady) await lifetime.stop(0);
    if (options.open) openInBrowser(ready.admin);
  } catch (error) {
    // A stop in the middle of the start makes what was under way fail; that is no news.
    if (!lifetime.stopping()) log(messageOf(error));
    await lifetime.stop(error instanceof UsageError || error instanceof OrdersCsvError ? 2 : 1);
  }
}

function readOptions() {
  try {
    const options = parseOptions(process.argv.slice(2), process.cwd());
    if (options !== null) return options;
    process.stderr.write(USAGE);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

function messageOf(error: unknown): string {
  if (error instanceof UsageError || error instanceof OrdersCsvError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function openInBrowser(url: string): void {
  const command = process.platform === "darwin" ? "open" : process.platform === "win32" ? "explorer" : "xdg-open";
  const child = spawn(command, [url], { stdio: "ignore", detached: true });
  // Without a desktop there is nothing to open; the log says where to go.
  child.on("error", () => undefined);
  child.unref();
}

await main();
