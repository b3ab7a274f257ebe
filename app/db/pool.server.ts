import pg from "pg";

import { databaseEnv } from "../env.server.ts";
import { isStalePlan } from "../lib/database-errors.ts";
import { LateError } from "../lib/patience.ts";
import { SECOND_MS, MINUTE_MS } from "../lib/time.ts";
import { log } from "../log.server.ts";
import { FlightClient } from "./flights.server.ts";
import { createStatementNames } from "./statement-names.ts";

/** What work of one kind may take of the database: connections, and milliseconds until each of its waits ends. */
type Limits = {
  max: number;
  /** For a connection, of the pool or a new one. */
  connectMs: number;
  /** For a row or an advisory lock that another transaction holds; 0 is without end. */
  lockMs: number;
  /** For one statement by PostgreSQL's own clock; 0 is without end. */
  statementMs: number;
  /** For an answer by our clock: a server that hangs, or is gone without a word, keeps no time. The connection is given up. */
  answerMs: number;
};

/** A connection is renewed after this: plans that were made while tables were small are made anew, and the memory of those that are not used any more is given back. */
const LIFETIME_S = 10 * 60;
/** A transaction that its process has forgotten (frozen, cut off) lets go of its locks after this. */
const IDLE_IN_TRANSACTION_MS = MINUTE_MS;
/** PostgreSQL notices that a peer is gone after a minute, not after the two hours of most systems. */
const KEEPALIVE = { idleS: 30, intervalS: 10, count: 3 };

const LIMITS = {
  /** Pages, shoppers, loops and runs. Large shops' statements may take minutes; Shopify's app proxy waits ten seconds for a shopper's. */
  work: { connectMs: 8 * SECOND_MS, lockMs: 8 * SECOND_MS, statementMs: 0, answerMs: 10 * MINUTE_MS },
  /** What people configure: small rows. */
  settings: { connectMs: 8 * SECOND_MS, lockMs: 8 * SECOND_MS, statementMs: 20 * SECOND_MS, answerMs: 25 * SECOND_MS },
  /** Webhooks on their way in, and readiness: Shopify gives up after five seconds. */
  intake: { connectMs: 3 * SECOND_MS, lockMs: 3 * SECOND_MS, statementMs: 4 * SECOND_MS, answerMs: 4 * SECOND_MS },
  /** The job engine: it waits for its own locks while several processes start, and tidies large tables. */
  jobs: { connectMs: 8 * SECOND_MS, lockMs: 0, statementMs: 0, answerMs: 10 * MINUTE_MS },
} as const satisfies Record<string, Omit<Limits, "max">>;

export type Purpose = keyof typeof LIMITS;

/**
 * How every connection of this process is made: each of its waits ends, and losing one is a failed statement, never the end of the process.
 * Settings in DATABASE_URL (`?options=…`) take the place of those given here.
 */
export function connectionsFor(purpose: Purpose, max: number): pg.PoolConfig {
  const { connectMs, lockMs, statementMs, answerMs } = LIMITS[purpose];
  const settings = {
    lock_timeout: lockMs,
    statement_timeout: statementMs,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    tcp_keepalives_idle: KEEPALIVE.idleS,
    tcp_keepalives_interval: KEEPALIVE.intervalS,
    tcp_keepalives_count: KEEPALIVE.count,
  };
  return {
    connectionString: databaseEnv().DATABASE_URL,
    application_name: `reprise-${purpose}`,
    max,
    maxLifetimeSeconds: LIFETIME_S,
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10 * SECOND_MS,
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(" "),
    Client: clientWaiting(answerMs),
  };
}

/** A pool of them, pipelined (`pipelined.server.ts`). @param types how columns become values */
export function openPool(purpose: Purpose, max: number, types?: pg.CustomTypesConfig): pg.Pool {
  const pool = new pg.Pool({ ...connectionsFor(purpose, max), pipeline: true, ...(types === undefined ? {} : { types }) });
  // Each client has said it already.
  pool.on("error", () => undefined);
  return pool;
}

type Query = (...args: unknown[]) => unknown;

/**
 * Clients that are listened to from the beginning: pools listen only while a client is idle, and an `error` that nobody hears ends the process.
 * One that gets no answer gives its connection up, which fails what waits on it. Statements are named, so that each is planned once.
 */
function clientWaiting(answerMs: number): new () => pg.ClientBase {
  return class extends FlightClient {
    constructor(config?: pg.ClientConfig) {
      super(config);
      this.on("error", (error) => log().warn({ error }, "database connection lost"));
    }

    readonly #nameOf = createStatementNames();
    /** When each statement that has no answer yet was asked, in the order in which they are answered. */
    readonly #waiting: number[] = [];
    #watching = false;

    /** What cannot even be asked waits for nothing. */
    #asking(args: unknown[]): unknown {
      try {
        return this.ask(args);
      } catch (error) {
        this.#waiting.pop();
        throw error;
      }
    }

    /** One timer looks at who has waited longest: one for each statement costs as much as writing it. */
    #watch(ms: number): void {
      if (this.#watching) return;
      this.#watching = true;
      const look = () => {
        this.#watching = false;
        const [longest] = this.#waiting;
        if (longest === undefined) return;
        const left = longest + answerMs - performance.now();
        if (left > 0) this.#watch(left);
        else this.connection.stream.destroy(new LateError(`the database has not answered within ${answerMs} ms`));
      };
      setTimeout(look, ms).unref();
    }

    override query = ((...args: unknown[]) => {
      const [text, values] = args;
      if (typeof text === "string" && Array.isArray(values)) {
        const name = this.#nameOf(text, values.length);
        if (name !== undefined) args.splice(0, 2, { name, text, values });
      }
      const answered = (error: unknown) => {
        this.#waiting.shift();
        // Tables were changed beneath its plans: it would say so of each of them, again and again.
        if (isStalePlan(error)) this.end().catch(() => undefined);
      };
      this.#waiting.push(performance.now());
      this.#watch(answerMs);
      const last = args.at(-1);
      if (typeof last === "function") {
        args[args.length - 1] = (...answer: unknown[]) => {
          answered(answer[0]);
          return (last as Query)(...answer);
        };
      }
      const asked = this.#asking(args);
      if (!(asked instanceof Promise)) return asked;
      asked.then(() => answered(null), answered);
      return asked;
    }) as pg.Client["query"];
  };
}
