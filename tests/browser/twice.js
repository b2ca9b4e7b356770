// node twice.js BASE LINK: presses twice what ends the session or the link that it came with. It goes once, and what comes back
// can be pressed again.
const { open, run } = require("./browser.js");

const [base, link] = process.argv.slice(2);
const PASSWORD = "drie gele kruiwagens";

run(async (browser) => {
  const problems = [];
  const page = await open(browser, { role: null, locale: "nl", viewport: { width: 1280, height: 800 } });
  const button = (form) => page.locator(`form[action="${form}"] [type=submit]`).first();

  // The service takes its time over a password, so the second press comes while the first one is under way.
  const pressTwice = async (form) => {
    let sent = 0;
    const count = (request) => { if (request.method() === "POST") sent += 1; };
    page.on("request", count);
    await Promise.all([page.waitForEvent("load"), button(form).dblclick()]);
    page.off("request", count);
    if (sent !== 1) problems.push(`${form} was sent ${sent} times`);
  };
  const isAt = (path) => {
    if (page.url() !== base + path) problems.push(`led to ${page.url()}, not to ${path}`);
  };

  await page.goto(base + link);
  await page.locator("[name=wachtwoord]").fill(PASSWORD);
  await pressTwice(link);
  isAt("/aanmelden?gelukt=ja");
  await page.goto(base + link);
  isAt("/aanmelden");
  await page.getByRole("status").filter({ hasText: "Deze link is al gebruikt." }).waitFor();

  await page.locator("[name=naam]").fill("tine");
  await page.locator("[name=wachtwoord]").fill(PASSWORD);
  await pressTwice("/aanmelden");
  isAt("/");

  await page.goto(`${base}/mijn`);
  const change = page.locator("form[action='/mijn/wachtwoord']");
  await change.locator("[name=nu]").fill(PASSWORD);
  await change.locator("[name=nieuw]").fill("vier groene kruiwagens");
  await pressTwice("/mijn/wachtwoord");
  isAt("/mijn?gelukt=ja");

  // On its way, and broken off: the page stays. It is not sent again until the page is shown again.
  let sent = 0;
  const breakOff = (route) => {
    if (route.request().method() !== "POST") return route.continue();
    sent += 1;
    return route.abort("aborted");
  };
  await page.route("**", breakOff);
  const mine = button("/mijn/wachtwoord");
  const failed = page.waitForEvent("requestfailed");
  await mine.click();
  await failed;
  await mine.click({ force: true });
  await change.evaluate((form) => form.requestSubmit());
  if (!(await mine.isDisabled())) problems.push("a form on its way does not rest");
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent("pageshow")));
  if (await mine.isDisabled()) problems.push("a page that is shown again cannot be pressed");
  if (sent !== 1) problems.push(`a form on its way was sent ${sent} times`);
  await page.unroute("**", breakOff);
  await mine.click();
  await page.getByRole("alert").first().waitFor();
  await page.goBack();
  if (await mine.isDisabled()) problems.push("the page before cannot be pressed");

  // Which button was pressed goes along.
  await page.locator(".wv-languages [value=en]").click();
  await page.locator("html[lang=en]").waitFor();
  return problems.concat(await page.evaluate(() => window.refusals), page.complaints);
});
