// Control characters would break headers; invisible ones that turn the direction of writing can disguise a name.
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu;
const NAME = /^[\p{L}\p{M}][\p{L}\p{M}'’.\- ]{0,39}$/u;

/** Text fit for a header or a line: without line breaks and control characters. */
export function oneLine(text: string): string {
  return text.replace(UNSEEN, " ").replace(/ {2,}/g, " ").trim();
}

// What shops and forms write where they know no name.
const NO_NAMES = new Set([
  ...[
    "kunde",
    "kundin",
    "gast",
    "vorname",
    "unbekannt",
    "herr",
    "frau",
    "firma",
    "customer",
    "guest",
    "client",
    "cliente",
    "klant",
  ],
  ...["test", "tester", "name", "first name", "firstname", "unknown", "none", "null", "undefined", "anonymous", "admin", "user"],
]);

/** What customers typed as first name, or null when it is nothing to greet a person by (an address, a number, a whole sentence, mark-up, "Kunde"). */
export function firstNameOrNull(name: string | null): string | null {
  const tidy = oneLine(name ?? "");
  return NAME.test(tidy) && !NO_NAMES.has(tidy.toLowerCase()) ? tidy : null;
}
