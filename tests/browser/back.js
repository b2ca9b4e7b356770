// node back.js BASE PIN: signs out and goes back: nothing of the page may show.
const { open, run } = require("./browser.js");

const [base, pin] = process.argv.slice(2);

run(async (browser) => {
  const problems = [];
  const shows = async (page, what, names) => {
    const text = await page.locator("html").innerText();
    for (const name of names) if (text.includes(name)) problems.push(`${what}: ${page.url()} shows ${name}`);
    if (await page.locator(".wv-sign-out").count()) problems.push(`${what}: somebody still seems to be in`);
  };

  const page = await open(browser, { locale: "nl", viewport: { width: 1280, height: 800 } });
  const visits = ["/medewerkers", "/medewerkers/w1", "/vloer/hal-1/v1-01"];
  for (const path of visits) await page.goto(base + path);
  await page.goto(`${base}/medewerkers/w1`);
  if (!(await page.locator("h1").innerText()).includes("Pluk")) problems.push("the person's page shows nobody");
  await page.locator(".wv-sign-out").click();
  await page.waitForURL(`${base}/aanmelden`);
  for (const path of ["/medewerkers/w1", ...visits.toReversed()]) {
    await page.goBack();
    await page.waitForURL((url) => url.pathname === "/aanmelden");
    await shows(page, `back to ${path}`, ["Pluk", "Tine"]);
  }
  await page.goForward();
  await shows(page, "forward", ["Pluk", "Tine"]);

  // A browser that brings a page out of its memory all the same: it is asked for again.
  await page.locator("button[name=rol][value=supervisor]").click();
  await page.waitForURL((url) => url.pathname !== "/aanmelden");
  await page.goto(`${base}/medewerkers/w1`);
  const other = await page.context().newPage();
  await other.goto(`${base}/mijn`);
  await other.locator(".wv-sign-out").click();
  await other.waitForURL(`${base}/aanmelden`);
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await page.waitForURL((url) => url.pathname === "/aanmelden");
  await shows(page, "out of memory", ["Pluk", "Tine"]);

  // At a shared tablet what is behind the page is the tablet's own.
  const tablet = await open(browser, { role: "tablet", locale: "nl" });
  await tablet.goto(`${base}/tablet`);
  await tablet.locator("[name=naam]").fill("tine");
  await tablet.locator("[name=pin]").fill(pin);
  await tablet.locator("main [type=submit]").click();
  await tablet.waitForURL((url) => url.pathname !== "/tablet");
  await tablet.goto(`${base}/vloer/hal-1`);
  if (!(await tablet.locator("html").innerText()).includes("Pluk")) problems.push("the board names nobody");
  await tablet.goto(`${base}/vloer/hal-1/v1-01`);
  await tablet.locator(".wv-sign-out").click();
  await tablet.waitForURL(`${base}/tablet`);
  for (const path of ["/vloer/hal-1/v1-01", "/vloer/hal-1"]) {
    await tablet.goBack();
    await tablet.waitForURL(base + path);
    await shows(tablet, `back to ${path}`, ["Pluk", "Tine"]);
  }
  return problems.concat(page.complaints, tablet.complaints);
});
