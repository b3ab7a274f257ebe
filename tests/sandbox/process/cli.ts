import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";

export type Options = {
  /** Base port; the app has the next one, the two storefronts the two after it. 0: any free ports. */
  port: number;
  dataDir: string;
  fresh: boolean;
  /** What a new shop starts with. */
  start: { kind: "history" } | { kind: "empty" } | { kind: "orders"; file: string };
  open: boolean;
  dev: boolean;
  /** Live through what a new shop starts with, instead of copying what was lived through today. */
  live: boolean;
  /** Stop, in good order, as soon as everything is ready. */
  untilReady: boolean;
};

export const DEFAULT_PORT = 4600;

export const USAGE = `Usage: npm run sandbox -- [options]

  --port N           base port (default ${DEFAULT_PORT}): stand-in on N, app on N+1, storefronts on N+2 and N+3; 0 takes free ports
  --data DIR         where the database and the shop are kept between runs (default .sandbox)
  --fresh            forget what is kept there and start over
  --empty            start with products and three customers, without history; the app is installed three years ago
  --orders FILE.csv  start with the orders of a Shopify order export instead of the made-up history
  --no-open          do not open the admin in a browser
  --dev              run the app from its sources, with hot reload
  --live             live through the history now, instead of taking a copy of the one that was lived today
  --until-ready      stop again as soon as everything is ready
  --help             show this text
`;

/** What the user typed was wrong; the message says what to do, without a stack. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** @throws UsageError naming the wrong option. Null: help was asked for. */
export function parseOptions(argv: readonly string[], cwd: string): Options | null {
  const values = read(argv);
  if (values.help === true) return null;
  const port = values.port === undefined ? DEFAULT_PORT : Number(values.port);
  if (values.port !== undefined && !/^\d{1,5}$/.test(values.port))
    throw new UsageError(`--port wants a number, not "${values.port}"`);
  if (port !== 0 && (port < 1024 || port > 65_532))
    throw new UsageError("--port must be 0 or between 1024 and 65532: four ports in a row are used");
  if (values.empty === true && values.orders !== undefined) throw new UsageError("--empty and --orders exclude each other");
  return {
    port,
    dataDir: resolve(cwd, values.data ?? ".sandbox"),
    fresh: values.fresh ?? false,
    start:
      values.orders !== undefined
        ? { kind: "orders", file: ordersFile(cwd, values.orders) }
        : values.empty === true
          ? { kind: "empty" }
          : { kind: "history" },
    open: values["no-open"] !== true,
    dev: values.dev ?? false,
    live: values.live ?? false,
    untilReady: values["until-ready"] ?? false,
  };
}

function read(argv: readonly string[]) {
  try {
    const flag = { type: "boolean" } as const;
    const text = { type: "string" } as const;
    const options = {
      ...{ port: text, data: text, orders: text, fresh: flag, empty: flag, "no-open": flag, dev: flag, help: flag },
      ...{ live: flag, "until-ready": flag },
    };
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function ordersFile(cwd: string, given: string): string {
  const file = resolve(cwd, given);
  if (!existsSync(file) || !statSync(file).isFile()) throw new UsageError(`--orders: there is no file ${given}`);
  return file;
}
