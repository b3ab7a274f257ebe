/**
 * SQLSTATE classes that say nothing about the statement: connection, rollback (serialisation, deadlock), resources, locks and idle timeouts, operator,
 * system. And what node says when the server cannot be reached.
 */
const TRANSIENT = /^(08|40|53|55P03|25P0[34]|57|58|ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|EHOSTUNREACH|ENETUNREACH)/;
/** The driver's own errors about connections carry no code. */
const LOST = /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Whether the same work may well succeed when it is simply taken again: its contents are not to blame. */
export function isTransient(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  if ("code" in error && TRANSIENT.test(String(error.code))) return true;
  return error instanceof Error && LOST.test(error.message);
}
