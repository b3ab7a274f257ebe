const LONGEST_NAME = 40;

/** A first name as strangers may read it; null where there is none, or it is no name: a long one, or what looks like an address of the web. */
export function shownName(firstName: string | null): string | null {
  const name = (firstName ?? "").replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return name === "" || name.length > LONGEST_NAME || /[./:@\\]\S|www/i.test(name) ? null : name;
}
