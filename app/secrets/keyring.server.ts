import { env } from "../env.server.ts";
import { keyFrom, type Key, type Keyring } from "./sealed.ts";

/** The keys of the environment, which has checked that they are keys. */
export function keyring(): Keyring {
  const { ENCRYPTION_KEY, ENCRYPTION_KEY_PREVIOUS } = env();
  return [keyOf(ENCRYPTION_KEY), ...ENCRYPTION_KEY_PREVIOUS.map(keyOf)];
}

function keyOf(text: string): Key {
  const key = keyFrom(text);
  if (key === null) throw new Error("ENCRYPTION_KEY is no key");
  return key;
}
