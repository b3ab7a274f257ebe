import {
  DefaultQueryExecutor,
  Kysely,
  PostgresDialect,
  type AbortableQueryOptions,
  type CompiledQuery,
  type ConnectionProvider,
  type DatabaseConnection,
  type DialectAdapter,
  type Driver,
  type QueryCompiler,
  type QueryResult,
  type TransactionSettings,
} from "kysely";
import type pg from "pg";

import { RememberingCompiler } from "./compiled-texts.ts";
import { FlightClient } from "./flights.server.ts";

/**
 * Typed SQL on a pool whose connections are pipelined: a transaction sends each statement as soon as it is asked for, without waiting for the answer to the one
 * before. PostgreSQL runs them in that order. BEGIN travels with the first of them.
 */
export function openPipelined<Tables>(pool: pg.Pool): Kysely<Tables> {
  const dialect = new PostgresDialect({ pool });
  const driver = new PipelinedDriver(pool);
  const fromPool: ConnectionProvider = {
    provideConnection: async (consumer) => {
      const connection = await driver.acquireConnection();
      try {
        return await consumer(connection);
      } finally {
        await driver.releaseConnection(connection);
      }
    },
  };
  const compiler = new RememberingCompiler(dialect.createQueryCompiler());
  const executor = new PipelinedExecutor(compiler, dialect.createAdapter(), fromPool);
  return new Kysely<Tables>({ config: { dialect }, dialect, driver, executor });
}

/** In a transaction Kysely lets each statement wait for the one before. Here they pass. */
class PipelinedExecutor extends DefaultQueryExecutor {
  readonly #compiler: QueryCompiler;

  constructor(compiler: QueryCompiler, adapter: DialectAdapter, fromPool: ConnectionProvider) {
    super(compiler, adapter, fromPool);
    this.#compiler = compiler;
  }

  override withConnectionProvider(inTurn: ConnectionProvider): DefaultQueryExecutor {
    let held: DatabaseConnection | undefined;
    // It has one connection, and hands it out at once while nobody has it.
    void inTurn.provideConnection((connection) => {
      held = connection;
      return Promise.resolve();
    });
    if (held === undefined) throw new Error("Kysely no longer hands out a transaction's connection at once");
    return new HeldExecutor(this.#compiler, this.adapter, held);
  }
}

/** Within a transaction: asks its one connection. */
class HeldExecutor extends DefaultQueryExecutor {
  readonly #connection: DatabaseConnection;

  constructor(compiler: QueryCompiler, adapter: DialectAdapter, connection: DatabaseConnection) {
    super(compiler, adapter, { provideConnection: (consumer) => consumer(connection) });
    this.#connection = connection;
  }

  override executeQuery<Row>(query: CompiledQuery, options?: AbortableQueryOptions): Promise<QueryResult<Row>> {
    if (options?.signal !== undefined || this.plugins.length > 0) return super.executeQuery(query, options);
    return this.#connection.executeQuery<Row>(query);
  }

  /**
   * Before each statement Kysely asks for an executor that goes through its own, to be refused when the transaction is over. That the connection knows: four
   * promises less for each.
   */
  override withConnectionProvider(provider: ConnectionProvider): DefaultQueryExecutor {
    return "compileQuery" in provider ? this : super.withConnectionProvider(provider);
  }
}

class PipelinedDriver implements Driver {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  async acquireConnection(): Promise<PipelinedConnection> {
    return new PipelinedConnection(await this.#pool.connect());
  }

  beginTransaction(connection: PipelinedConnection, { isolationLevel, accessMode }: TransactionSettings): Promise<void> {
    const level = isolationLevel === undefined ? "" : ` isolation level ${isolationLevel}`;
    connection.begin(`begin${level}${accessMode === undefined ? "" : ` ${accessMode}`}`);
    return Promise.resolve();
  }

  commitTransaction(connection: PipelinedConnection): Promise<void> {
    return connection.commit();
  }

  rollbackTransaction(connection: PipelinedConnection): Promise<void> {
    return connection.rollback();
  }

  releaseConnection(connection: PipelinedConnection): Promise<void> {
    connection.release();
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    return this.#pool.end();
  }
}

/**
 * A connection for as long as it is taken from the pool. What fails first in a transaction fails all of it: PostgreSQL refuses what was sent behind it, nothing
 * is sent any more, and everybody who waits is told of that first failure.
 */
class PipelinedConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient;
  #state: "single" | "transaction" | "over" = "single";
  #failure: Error | null = null;
  #lost = false;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  begin(statement: string): void {
    this.#state = "transaction";
    this.#shareSync(true);
    // Whoever asks for anything hears that it failed.
    this.#ask(statement, []).catch(() => undefined);
  }

  async commit(): Promise<void> {
    this.#throwFailure();
    this.#state = "over";
    const done = this.#ask("commit", []);
    this.#shareSync(false);
    await done.catch(async (error: unknown) => {
      // It may have been passed over, behind what failed.
      await this.#rollBack();
      throw error;
    });
  }

  /** Never fails: the reason for it is what is to be told. A connection that does not answer any more is given up. */
  async rollback(): Promise<void> {
    if (this.#state === "over") return;
    this.#state = "over";
    await this.#rollBack();
  }

  #rollBack(): Promise<void> {
    this.#shareSync(false);
    return new Promise((resolve) => {
      this.#client.query("rollback", (error: Error | null) => {
        if (error !== null) this.#lost = true;
        resolve();
      });
    });
  }

  #shareSync(share: boolean): void {
    if (this.#client instanceof FlightClient) this.#client.sharesSync = share;
  }

  release(): void {
    this.#state = "over";
    this.#client.release(this.#lost);
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    // It would take effect outside of the transaction.
    if (this.#state === "over") throw new Error("A statement came after its transaction had ended");
    if (this.#state === "transaction") this.#throwFailure();
    try {
      const { command, rowCount, rows } = await this.#ask(sql, parameters);
      const changes = command === "INSERT" || command === "UPDATE" || command === "DELETE" || command === "MERGE";
      return { rows: (rows as Row[] | undefined) ?? [], ...(changes ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}) };
    } catch (error) {
      throw traced(error);
    }
  }

  // eslint-disable-next-line require-yield -- refused before there is anything to yield
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error("A cursor cannot share a connection with other statements");
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  #ask(text: string, values: readonly unknown[]): Promise<pg.QueryResult> {
    return new Promise((resolve, reject) => {
      const answered = (error: Error | null, result: pg.QueryResult) => {
        // Noted before anything else can be sent: a value that cannot be written fails here, unknown to PostgreSQL, which would commit all the same.
        if (error !== null) this.#failure ??= error;
        if (this.#state !== "single" && this.#failure !== null) reject(this.#failure);
        else if (error !== null) reject(error);
        else resolve(result);
      };
      if (this.#state === "single" || values.length > 0) this.#client.query(text, values as unknown[], answered);
      else this.#client.query({ text, ...WITHOUT_VALUES }, answered);
    });
  }
}

/** The driver would send it as a query of the simple kind, which ends a flight. */
const WITHOUT_VALUES = { queryMode: "extended" };

/** The driver's errors tell where its answer was read. What asked for it is more to the point. */
function traced(error: unknown): unknown {
  if (error instanceof Error && !known.has(error)) {
    known.add(error);
    const [, ...asked] = (new Error("asked").stack ?? "").split("\n");
    error.stack = [error.stack, ...asked].join("\n");
  }
  return error;
}

const known = new WeakSet<Error>();
