import type { Frame, Page } from "playwright-core";

const MOST_TABS = 120;

/** What has the focus, in the admin or in the app's frame, by the name that is read aloud. */
export async function focused(page: Page, app: Frame): Promise<string> {
  const name = () => {
    const element = document.activeElement;
    if (element === null || element === document.body) return "";
    const label = "labels" in element ? (element as HTMLInputElement).labels?.[0]?.innerText : null;
    return (element.getAttribute("aria-label") ?? label ?? (element as HTMLElement).innerText).trim();
  };
  const inApp = await page.evaluate(() => document.activeElement?.tagName === "IFRAME");
  return inApp ? app.evaluate(name) : page.evaluate(name);
}

/**
 * Presses Tab until what is named has the focus: whoever cannot get there cannot use it.
 * @param key `Shift+Tab` goes back
 */
export async function tabTo(page: Page, app: Frame, name: string, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  const passed: string[] = [];
  for (let times = 0; times < MOST_TABS; times += 1) {
    const now = await focused(page, app);
    if (now === name) return;
    passed.push(now);
    await page.keyboard.press(key);
  }
  throw new Error(`No way to ${name} past ${passed.join(" | ")}`);
}

export async function press(page: Page, app: Frame, name: string): Promise<void> {
  await tabTo(page, app, name);
  await page.keyboard.press("Enter");
}

/** Opens a menu, which takes the focus once it stands, and chooses from it. */
export async function choose(page: Page, app: Frame, menu: string, kind: string): Promise<void> {
  await press(page, app, menu);
  await app.waitForFunction(() => document.activeElement?.closest(".Polaris-Popover") != null);
  await press(page, app, kind);
  await app.getByRole("menuitem", { name: kind }).waitFor({ state: "hidden" });
}

/** Types a day ("2026-11-30") into the date field that has the focus, in whichever order the browser has its parts. */
export async function typeDay(page: Page, app: Frame, iso: string): Promise<void> {
  const [year = "", month = "", day = ""] = iso.split("-");
  for (const digits of [`${day}${month}${year}`, `${month}${day}${year}`, `${year}${month}${day}`]) {
    await page.keyboard.type(digits);
    if ((await app.evaluate(() => (document.activeElement as HTMLInputElement).value)) === iso) return;
    for (let parts = 0; parts < 3; parts += 1) await page.keyboard.press("ArrowLeft");
  }
  throw new Error(`${iso} cannot be typed`);
}
