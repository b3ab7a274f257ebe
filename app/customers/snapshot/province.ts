/** A province code as it is kept: REST says "" where the Admin API says null. */
export function cleanProvince(code: string | null | undefined): string | null {
  const text = code?.trim() ?? "";
  return text === "" ? null : text.slice(0, 16);
}
