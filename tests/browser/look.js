// node look.js BASE PICTURES: looks at every page, light and dark, in Dutch and in English, with every check; keeps a
// picture of each for a person to look at.
//
// The browser's own work is what this costs: a window for each page, scheme and language cost two and a half times as much. So
// who looks keeps one window for each language, and looks at one answer in both schemes, with more contrast and as print: the
// server is not told of any of those (it asks for no client hint), so that only the style can differ, which follows at once.
const { mkdirSync } = require("node:fs");
const { at, open, run, visit } = require("./browser.js");
const checks = require("./checks.js");
const pages = require("./pages.js");

const [base, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });

const DESK = { width: 1280, height: 800 };
const UPRIGHT = { width: 800, height: 1280 };
const WALL = { width: 1920, height: 1080 };
const PHONE = { width: 320, height: 640 };

const least = (it) => it.terminal ? 118 : it.floor ? 64 : 48;

const SCHEMES = ["light", "dark"];

run(async (browser) => {
  const problems = [];
  for (const role of new Set(pages.map((it) => it.role))) {
    for (const locale of ["nl", "en"]) {
      const page = await open(browser, { role, locale, viewport: DESK });
      for (const it of pages.filter((it) => it.role === role)) {
        at(`${it.name}, ${locale}`);
        problems.push(...(await look(page, it, locale)).map((what) => `${it.name}, ${locale}, ${what}`));
      }
      await page.context().close();
    }
  }
  return problems.concat(await moves(browser));
});

// Everything about one page in one language.
async function look(page, it, locale) {
  const problems = [];
  const note = (how, found) => problems.push(...found.map((what) => `${how}: ${what}`));
  page.complaints.length = 0;
  await visit(page, base, it);
  await page.evaluate(() => document.fonts.ready);
  if ((await page.getAttribute("html", "lang")) !== locale) note("words", ["answers in the other language"]);
  note("words", await checks.told(page));
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    note(colorScheme, await checks.accessible(page));
    if (locale === "nl") note(colorScheme, await sized(page, it, colorScheme));
  }
  await page.emulateMedia({ colorScheme: "light" });
  if (locale === "en") {
    await page.setViewportSize(PHONE);
    note("light", await checks.fits(page, "320 px"));
    await page.setViewportSize(DESK);
  }
  if (locale === "nl") {
    await page.emulateMedia({ forcedColors: "active" });
    await page.screenshot({ path: `${pictures}/${it.name}-contrast.png` });
    await page.emulateMedia({ media: "print", forcedColors: "none" });
    await page.screenshot({ path: `${pictures}/${it.name}-print.png` });
    await page.emulateMedia({ media: "screen" });
    // What follows changes the page: it comes last.
    note("light", await checks.walkable(page));
    // Text twice as large, as a browser's setting does it.
    await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
    note("light", await checks.fits(page, "200 % text"));
  }
  note("all along", await checks.unrefused(page));
  return problems;
}

// What depends on the size of the window, which is as it was afterwards.
async function sized(page, it, colorScheme) {
  const problems = [];
  const picture = (of) => page.screenshot({ path: `${pictures}/${it.name}-${of}-${colorScheme}.png` });
  await picture("1280x800");
  await page.setViewportSize(UPRIGHT);
  await picture("800x1280");
  problems.push(...(await checks.pressable(page, least(it))));
  await page.setViewportSize(PHONE);
  problems.push(...(await checks.fits(page, "320 px")));
  if (colorScheme === "light") await page.screenshot({ path: `${pictures}/${it.name}-320.png`, fullPage: true });
  if (it.wall) {
    await page.setViewportSize(WALL);
    problems.push(...(await checks.fits(page, "a wall")));
    await picture("1920x1080");
  }
  await page.setViewportSize(DESK);
  return problems.concat(await checks.pressable(page, least(it)));
}

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
