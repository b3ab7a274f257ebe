import { launchBrowser, newPage, WIDE } from "../support/browser.ts";
import { openApp } from "./people.ts";
const [admin, out, ...paths] = process.argv.slice(2);
const browser = await launchBrowser();
for (const spec of paths) {
  const [name, path, locale, width] = spec.split("|");
  const page = await newPage(browser, { viewport: { width: Number(width ?? 1280), height: 1000 }, locale: locale === "de" ? "de-DE" : "en-US", allow: [/./] } as never);
  try {
    const app = await openApp(page as never, admin!, path, locale);
    await app.waitForTimeout(700);
    const h = await app.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width: Number(width ?? 1280), height: Math.min(h + 140, 3200) });
    await app.waitForTimeout(400);
    await page.screenshot({ path: `${out}/${name}.png` });
  } catch (e) { console.log(name, String(e).slice(0, 300)); }
  await page.close();
}
await browser.close();
