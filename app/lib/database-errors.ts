/**
 * SQLSTATE classes that say nothing about the statement: connection, rollback (serialisation, deadlock), resources, locks and idle timeouts, operator,
 * system. And what node says when the server cannot be reached.
 */
const TRANSIENT =
  /^(08|40|53|P1001|P1002|P1008|P1017|P2024|P2028|P2034|P2037|55P03|25P0[34]|57|58|ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|EHOSTUNREACH|ENETUNREACH)/;
/** The driver's own errors about connections carry no code. */
const LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/;
/** What another transaction holds or has done meanwhile, and statements and transactions that took too long. */
const ABOUT_OTHERS = /^(40|55P03|25P0[34]|57014)/;

/** Whether the same work may well succeed when it is simply taken again: its contents are not to blame. */
export function isTransient(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  if ("code" in error && TRANSIENT.test(String(error.code))) return true;
  if (isStalePlan(error)) return true;
  return error instanceof Error && LOST.test(error.message);
}

/** Of those, what says nothing about the work's own rows either (no connection, no memory, no room on the disk): it meets every shop alike. */
export function meetsAll(error: unknown): boolean {
  return (
    isTransient(error) &&
    !isStalePlan(error) &&
    !(typeof error === "object" && error !== null && "code" in error && ABOUT_OTHERS.test(String(error.code)))
  );
}

/** A named statement's plan no longer fits its tables, which a migration has changed. Another connection plans it anew. */
export function isStalePlan(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "0A000" && error.message.startsWith("cached plan");
}

/** Somebody else has written what there may be once. Prisma tells it under a code of its own. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "23505" || error.code === "P2002");
}
