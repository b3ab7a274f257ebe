import type { Duplex } from "node:stream";

import pg from "pg";

/** What is sent in one go, and answered in one go. */
type Flight = { readonly sent: true };

/** What of the driver's own is relied on; `tests/db/flights.test.ts` notices where that changes. */
type Connection = {
  stream: Duplex;
  sync: () => void;
  query: (text: string) => void;
  describe: (what: unknown) => void;
  close: (what: { name?: string }) => void;
  execute: (portal: { portal: string }) => void;
  submittedNamedStatements: Record<string, string>;
};
/** What rows of a statement look like, and how their columns are read. */
type Shape = { fields: unknown; _parsers: unknown; _prebuiltEmptyResultObject: unknown };
type DriversQuery = pg.Query & {
  name?: string;
  queryMode?: string;
  portal: string;
  _result: Shape;
  _accumulateRows: boolean;
  prepare(connection: Connection): void;
  _getRows(connection: Connection): void;
  handleError(error: Error, connection: Connection): void;
};
type DriversClient = pg.Client & {
  _activeQuery: FlyingQuery | null;
  _sentQueryQueue: FlyingQuery[];
  _txStatus: string | null;
  _handleReadyForQuery(message: { status: string }): void;
  _handleCommandComplete(message: unknown): void;
  _handleEmptyQuery(message: unknown): void;
};
const Query = pg.Query as unknown as new (config: unknown, values?: unknown) => DriversQuery;
const Client = pg.Client as unknown as new (config?: pg.ClientConfig) => DriversClient;

type Asking = (...args: unknown[]) => unknown;

/**
 * A client whose statements of one tick leave in one write, and those of a transaction are answered in one: the driver ends each with a Sync, at which PostgreSQL
 * writes what it has to say, and waking its reader costs more than most statements do. Here one Sync ends all of a flight. What rows look like is told with the
 * first answer of a named statement, and not again: PostgreSQL refuses one whose rows have changed.
 */
export class FlightClient extends Client {
  /** From BEGIN until COMMIT or ROLLBACK: outside, a Sync is what commits a statement. */
  sharesSync = false;
  #gathering = false;
  /** What has been sent since the last Sync. */
  #flight: Flight | null = null;
  /** What each answer to a Sync that is still to come ends, in the order of sending; null: one statement. */
  readonly #syncs: (Flight | null)[] = [];
  /** Of named statements that have been answered. */
  readonly #shapes = new Map<string, Shape>();
  #isDescribed = false;

  constructor(config?: pg.ClientConfig) {
    super(config);
    const connection = this.#connection();
    const { sync, query, describe, close } = connection;
    connection.sync = () => {
      this.#syncs.push(this.#flight);
      this.#flight = null;
      sync.call(connection);
    };
    // A statement without values brings a Sync of its own.
    connection.query = (text) => {
      this.#endFlight();
      this.#syncs.push(null);
      query.call(connection, text);
    };
    connection.describe = (what) => {
      if (!this.#isDescribed) describe.call(connection, what);
    };
    // Where a value cannot be written, the driver closes its named statement, and goes on believing that it is there: so it stays.
    connection.close = (what) => {
      if (what.name === undefined || what.name === "") close.call(connection, what);
    };
  }

  /** As the driver's `query`, in the flight that leaves next. */
  protected ask(args: unknown[]): unknown {
    this.#gather();
    const callback = args.at(-1);
    if (this.sharesSync && typeof callback === "function") {
      const [asked, values] = args;
      const query = new FlyingQuery(this, asked as Asked, Array.isArray(values) ? values : undefined);
      return (super.query as Asking)(query, callback);
    }
    this.#endFlight();
    return (super.query as Asking)(...args);
  }

  /** Sends a query with the flight that leaves next. */
  board(query: FlyingQuery, send: () => void): void {
    this.#gather();
    query.flight = this.#flight ??= { sent: true };
    const shape = query.name === undefined ? undefined : this.#shapes.get(query.name);
    if (shape !== undefined) query.take(shape);
    this.#isDescribed = shape !== undefined;
    send();
    this.#isDescribed = false;
  }

  override _handleCommandComplete(message: unknown): void {
    super._handleCommandComplete(message);
    const answered = this._activeQuery;
    if (answered?.flight != null && answered.name !== undefined && !this.#shapes.has(answered.name))
      this.#shapes.set(answered.name, answered.shape());
    this.#goOn();
  }

  override _handleEmptyQuery(message: unknown): void {
    super._handleEmptyQuery(message);
    this.#goOn();
  }

  /**
   * The statement has had its answer, whether or not its flight is over. The last of a flight waits for the Sync as the driver has it: what ends statements from outside
   * (a time that is over, somebody who does not wait any more) can come in between, and is then told to whoever asked last.
   */
  #goOn(): void {
    const flight = this._activeQuery?.flight;
    if (flight != null && this._sentQueryQueue[0]?.flight === flight) super._handleReadyForQuery({ status: "T" });
  }

  override _handleReadyForQuery(message: { status: string }): void {
    const flight = this.#syncs.shift() ?? null;
    if (flight !== null) this.#failSkipped(flight);
    // The next flight's first statement waits for its own answer.
    if (flight !== null && this._activeQuery !== null && this._activeQuery.flight !== flight) this._txStatus = message.status;
    else super._handleReadyForQuery(message);
  }

  /** Behind a statement that fails PostgreSQL passes over the rest of its flight, without a word. */
  #failSkipped(flight: Flight): void {
    while (this._sentQueryQueue[0]?.flight === flight) {
      const skipped = this._sentQueryQueue.shift() as FlyingQuery;
      const connection = this.#connection();
      if (skipped.name !== undefined) Reflect.deleteProperty(connection.submittedNamedStatements, skipped.name);
      skipped.handleError(new Error("A statement before it failed"), connection);
    }
  }

  #gather(): void {
    if (this.#gathering) return;
    this.#gathering = true;
    const { stream } = this.#connection();
    stream.cork();
    process.nextTick(() => {
      this.#gathering = false;
      this.#endFlight();
      stream.uncork();
    });
  }

  #endFlight(): void {
    if (this.#flight !== null) this.#connection().sync();
  }

  #connection(): Connection {
    return this.connection as unknown as Connection;
  }
}

/** A statement as the pool hands it over: a text, or one with its name. */
type Asked = string | { text: string; name?: string; values?: readonly unknown[]; queryMode?: "extended" };

class FlyingQuery extends Query {
  readonly #client: FlightClient;
  flight: Flight | null = null;

  /** The driver copies what is not a text property by property, which costs as much as sending it. */
  constructor(client: FlightClient, asked: Asked, values: readonly unknown[] | undefined) {
    const {
      text,
      name,
      values: own,
      queryMode,
    } = typeof asked === "string" ? ({ text: asked } as Exclude<Asked, string>) : asked;
    super(text, values ?? own);
    this.#client = client;
    if (name !== undefined) this.name = name;
    if (queryMode !== undefined) this.queryMode = queryMode;
  }

  override prepare(connection: Connection): void {
    this.#client.board(this, () => super.prepare(connection));
  }

  shape(): Shape {
    const { fields, _parsers, _prebuiltEmptyResultObject } = this._result;
    return { fields, _parsers, _prebuiltEmptyResultObject };
  }

  take(shape: Shape): void {
    Object.assign(this._result, shape);
    this._accumulateRows = true;
  }

  override _getRows(connection: Connection): void {
    connection.execute({ portal: this.portal });
  }
}
