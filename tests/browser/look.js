// node look.js BASE PICTURES: looks at every page, light and dark, in Dutch and in English, with every check; keeps a
// picture of each for a person to look at.
const { mkdirSync } = require("node:fs");
const { open, run, visit } = require("./browser.js");
const checks = require("./checks.js");
const pages = require("./pages.js");

const [base, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });

const DESK = { width: 1280, height: 800 };
const UPRIGHT = { width: 800, height: 1280 };
const WALL = { width: 1920, height: 1080 };
const PHONE = { width: 320, height: 640 };

const least = (it) => it.terminal ? 118 : it.floor ? 64 : 48;

run(async (browser) => {
  const problems = [];
  for (const colorScheme of ["light", "dark"]) {
    for (const locale of ["nl", "en"]) {
      for (const it of pages) {
        const note = (found) => problems.push(...found.map((what) => `${it.name}, ${colorScheme}, ${locale}: ${what}`));
        const page = await open(browser, { role: it.role, colorScheme, locale, viewport: DESK });
        await visit(page, base, it);
        await page.evaluate(() => document.fonts.ready);
        if ((await page.getAttribute("html", "lang")) !== locale) note(["answers in the other language"]);
        note(await checks.accessible(page));
        note(await checks.told(page));
        if (locale === "nl") {
          const picture = (of) => page.screenshot({ path: `${pictures}/${it.name}-${of}-${colorScheme}.png` });
          await picture("1280x800");
          await page.setViewportSize(UPRIGHT);
          await picture("800x1280");
          note(await checks.pressable(page, least(it)));
          await page.setViewportSize(PHONE);
          note(await checks.fits(page, "320 px"));
          if (colorScheme === "light") await page.screenshot({ path: `${pictures}/${it.name}-320.png`, fullPage: true });
          if (it.wall) {
            await page.setViewportSize(WALL);
            note(await checks.fits(page, "a wall"));
            await picture("1920x1080");
          }
          await page.setViewportSize(DESK);
          note(await checks.pressable(page, least(it)));
        }
        if (locale === "nl" && colorScheme === "light") {
          note(await checks.walkable(page));
          // Text twice as large, as a browser's setting does it.
          await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
          note(await checks.fits(page, "200 % text"));
        }
        note(await checks.unrefused(page));
        await page.context().close();
      }
    }
  }
  for (const it of pages) {
    const page = await open(browser, { role: it.role, forcedColors: "active", locale: "nl", viewport: DESK });
    await visit(page, base, it);
    await page.screenshot({ path: `${pictures}/${it.name}-contrast.png` });
    await page.emulateMedia({ media: "print", forcedColors: "none" });
    await page.screenshot({ path: `${pictures}/${it.name}-print.png` });
    await page.context().close();
  }
  return problems.concat(await moves(browser));
});

// What the script adds to a page that is not live.
async function moves(browser) {
  const problems = [];
  const page = await open(browser, { locale: "nl", viewport: DESK });
  await visit(page, base, { path: "/stijl" });
  const opener = page.locator("[data-wv-dialog]");
  await opener.click();
  await page.locator("dialog[open]").waitFor();
  problems.push(...(await checks.accessible(page)));
  await page.keyboard.press("Escape");
  if (await page.locator("dialog[open]").count()) problems.push("a dialog cannot be left with Escape");
  if (!(await opener.evaluate((e) => e === document.activeElement))) problems.push("the focus does not come back from a dialog");

  // A picture as large as a telephone makes it: one of those that were just taken.
  await visit(page, base, { path: "/medewerkers/w2" });
  const photo = page.locator("[name=foto]");
  await photo.setInputFiles(`${pictures}/medewerkers-1280x800-light.png`);
  await page.waitForFunction((field) => field.files[0].type === "image/jpeg", await photo.elementHandle());
  const size = await photo.evaluate((field) => field.files[0].size);
  if (size > 40960) problems.push(`a chosen photo has ${size} bytes`);
  await page.getByRole("button", { name: "Foto bewaren" }).click();
  await page.getByRole("status").filter({ hasText: "De foto is bewaard." }).waitFor();
  const drawn = await page.locator("h1 img").evaluate((img) => img.decode().then(() => img.naturalWidth));
  if (drawn !== 320) problems.push(`the photo is ${drawn} wide`);

  await visit(page, base, { path: "/stijl" });
  await page.context().setOffline(true);
  await page.locator("#wv-lost").filter({ hasText: /^Geen verbinding sinds \d\d:\d\d\. Wat je nu verstuurt/ }).waitFor();
  await page.context().setOffline(false);
  await page.locator("#wv-lost").waitFor({ state: "hidden" });
  return problems.concat(await checks.unrefused(page));
}
