/** Where the next page begins: the name of the list, and the key after which it goes on. Says nothing that its reader may not know. */
export function cursorTo(list: string, after: bigint | number): string {
  return Buffer.from(`${list}:${after}`).toString("base64url");
}

/** @returns the key after which the page begins; undefined where nobody asks for one; null for what is no cursor of this list */
export function readCursor(list: string, cursor: string | undefined): bigint | undefined | null {
  if (cursor === undefined) return undefined;
  const [, name, after] = /^([a-z]+):(\d{1,18})$/.exec(Buffer.from(cursor, "base64url").toString("latin1")) ?? [];
  return name === list && after !== undefined ? BigInt(after) : null;
}

/** The answer to somebody else's cursor. */
export const noCursor = {
  ...({ ok: false, code: "invalid" } as const),
  more: { errors: [{ path: "cursor", message: "is no cursor of this list" }] },
};
