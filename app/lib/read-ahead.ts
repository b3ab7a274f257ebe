/**
 * Pages of a long reading, one after the other; each is asked for while somebody works on the one before.
 * @param next asks for what comes after a page; null: it was the last
 */
export async function* readAhead<Page>(
  first: Promise<Page>,
  next: (page: Page) => Promise<Page> | null,
): AsyncGenerator<Page, void, undefined> {
  for (let coming: Promise<Page> | null = first; coming !== null;) {
    const page: Page = await coming;
    coming = next(page);
    // If it fails, whoever takes the next page is told; who takes no more of them is not.
    coming?.catch(() => undefined);
    yield page;
  }
}
