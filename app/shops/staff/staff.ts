/** Names of a shop's staff, by their Shopify user id. */
export type Staff = Readonly<Record<string, string>>;

/** What Shopify says of somebody who uses the admin. */
export type User = { first_name?: string; last_name?: string; email?: string };

const MOST = 100;

/** Null where Shopify tells neither a name nor an address. */
export function nameOf({ first_name = "", last_name = "", email = "" }: User): string | null {
  const name = `${first_name} ${last_name}`.replaceAll("\0", "").trim() || email.trim();
  return name === "" ? null : name.slice(0, MOST);
}

/** The Shopify user id of an actor such as `merchant:90210417`; null for the app, shoppers and jobs. */
export function userIn(actor: string | null): string | null {
  return /^merchant:(.+)$/.exec(actor ?? "")?.[1] ?? null;
}
