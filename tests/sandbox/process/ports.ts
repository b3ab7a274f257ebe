import { randomInt } from "node:crypto";
import { createServer } from "node:net";

import { UsageError } from "./cli.ts";

/** Stand-in, app, two storefronts. */
const PORTS = 4;
/** Below the ports that systems give out by themselves: the app takes its port much later than this looks for it. */
const [LOWEST, HIGHEST] = [12_000, 30_000];

/** The base of four free ports in a row. @throws UsageError naming the first that is taken, when a base was asked for */
export async function choosePorts(wanted: number): Promise<number> {
  if (wanted !== 0) {
    const taken = await firstTaken(wanted);
    if (taken !== null)
      throw new UsageError(`Port ${taken} is in use. Choose four free ones in a row with --port N, or --port 0`);
    return wanted;
  }
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const base = LOWEST + PORTS * randomInt((HIGHEST - LOWEST) / PORTS);
    if ((await firstTaken(base)) === null) return base;
  }
  throw new UsageError("No four free ports in a row were found");
}

async function firstTaken(base: number): Promise<number | null> {
  for (let port = base; port < base + PORTS; port += 1) if (!(await isFree(port))) return port;
  return null;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
