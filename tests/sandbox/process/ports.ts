import { randomInt } from "node:crypto";
import { createServer as createHttpServer, type Server } from "node:http";
import { createServer } from "node:net";

import { UsageError } from "./cli.ts";

/** Stand-in, app, two storefronts. */
const PORTS = 4;
/** Below the ports that systems give out by themselves: the app takes its port much later than this looks for it. */
const [LOWEST, HIGHEST] = [12_000, 30_000];

/** Four ports in a row. `first` holds the first of them already, so that nobody who starts meanwhile chooses the same four. */
export type Ports = { base: number; first: Server };

/** Four free ports in a row. @throws UsageError naming the first that is taken, when a base was asked for */
export async function choosePorts(wanted: number): Promise<Ports> {
  if (wanted !== 0) {
    const taken = await firstTaken(wanted);
    const first = taken === null ? await hold(wanted) : null;
    if (first === null)
      throw new UsageError(`Port ${taken ?? wanted} is in use. Choose four free ones in a row with --port N, or --port 0`);
    return { base: wanted, first };
  }
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const base = LOWEST + PORTS * randomInt((HIGHEST - LOWEST) / PORTS);
    const first = (await firstTaken(base)) === null ? await hold(base) : null;
    if (first !== null) return { base, first };
  }
  throw new UsageError("No four free ports in a row were found");
}

/** Until it is given a site, it asks visitors to come again. Null: somebody else was faster. */
function hold(port: number): Promise<Server | null> {
  const server = createHttpServer((_request, response) => {
    response.writeHead(503, { "Retry-After": "2", "Content-Type": "text/plain" }).end("The sandbox is starting\n");
  });
  return new Promise((resolve) => {
    server.once("error", () => resolve(null));
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
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
