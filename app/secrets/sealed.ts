import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

/** A key of 32 bytes with the name that what it has sealed carries: a hash of the key, so that the same name is the same key. */
export type Key = { id: string; bytes: Buffer };
/** The first one seals; all of them open. */
export type Keyring = readonly [Key, ...Key[]];

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SHAPE = /^sealed:([0-9a-f]{16}):([A-Za-z0-9_-]+)$/;

/** What was sealed cannot be opened: with a key that we do not have, or it belongs elsewhere, or somebody has changed it. */
export class SealError extends Error {
  override name = "SealError";
}

/** @param text 32 bytes as base64, base64url or 64 hexadecimal digits @returns null when it is no such key */
export function keyFrom(text: string): Key | null {
  const bytes = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, "hex") : Buffer.from(text, "base64");
  const plain = /^[0-9a-f]{64}$/i.test(text) || /^[A-Za-z0-9+/_-]{43}=?$/.test(text);
  if (!plain || bytes.length !== KEY_BYTES) return null;
  return { id: createHash("sha256").update("reprise key:").update(bytes).digest("hex").slice(0, 16), bytes };
}

/**
 * Encrypts with AES-256-GCM, under the newest key. @param place where the text is kept; it opens nowhere else, so that nobody who can write to the
 * database can have one shop's secret stand for another's
 */
export function seal(text: string, place: string, [key]: Keyring): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key.bytes, nonce).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `sealed:${key.id}:${sealed.toString("base64url")}`;
}

/** @throws SealError when it was not sealed for this place with one of these keys */
export function open(sealed: string, place: string, keyring: Keyring): string {
  const content = Buffer.from(SHAPE.exec(sealed)?.[2] ?? "", "base64url");
  const key = keyring.find(({ id }) => id === keyIdOf(sealed));
  if (key === undefined) throw new SealError(`Sealed with a key that is not here: ${keyIdOf(sealed) ?? "none"}`);
  if (content.length < NONCE_BYTES + TAG_BYTES) throw new SealError("What was sealed has been cut off");
  const decipher = createDecipheriv("aes-256-gcm", key.bytes, content.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(place)).setAuthTag(content.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(content.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new SealError("What was sealed has been changed, or belongs to another place", { cause });
  }
}

/** The same secret under the newest key. @param text plain or sealed */
export function resealed(text: string, place: string, keyring: Keyring): string {
  if (text === "") return text;
  return seal(keyIdOf(text) === null ? text : open(text, place, keyring), place, keyring);
}

/** The name of the key that sealed this; null where it is not sealed. */
export function keyIdOf(text: string): string | null {
  return SHAPE.exec(text)?.[1] ?? null;
}
