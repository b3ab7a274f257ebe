import type { Page } from "playwright-core";

/**
 * Logs a customer into a storefront, in German or English. Ends only on the account's page: what is set for a page while the next one is on its way
 * (a route, offline) may not hold for that one.
 * @param root the storefront's address, with the language's prefix where it has one
 * @param email what the customer is known by there
 */
export async function logIn(page: Page, root: string, email: string): Promise<void> {
  await page.goto(`${root}/account/login`);
  await page.getByRole("main").getByRole("textbox").fill(email);
  await page.getByRole("button", { name: /^(Anmelden|Log in)$/ }).click();
  await page.waitForURL("**/account");
}
