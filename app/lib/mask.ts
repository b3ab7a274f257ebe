/** Bounded on both sides, so that long text without blanks costs no more than its length. */
const ADDRESS = /<?[^\s<>"'()]{1,256}@[^\s<>"'()]{1,256}>?/g;

/** What another server said, without addresses: mail servers and PostgreSQL like to repeat what they were given, and errors are kept and logged. */
export function withoutAddresses(text: string): string {
  return text.replace(ADDRESS, "…");
}

/** An error's message as it may be kept and shown. */
export function messageOf(error: unknown): string {
  return withoutAddresses(error instanceof Error ? error.message : String(error));
}
