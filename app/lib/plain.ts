/** Text for Liquid and HTML alike: braces and percent signs cannot begin a tag. */
export function plain(text: string): string {
  return text.replace(/[&<>"'{}%]/g, (character) => `&#${character.charCodeAt(0)};`);
}
