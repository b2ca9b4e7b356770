// node live.js BASE PIN: watches the live board while the test behind it changes what happens. Each line it writes says how
// far it is.
const { open, run } = require("./browser.js");

const [base, pin] = process.argv.slice(2);

run(async (browser) => {
  const page = await open(browser, { locale: "nl", viewport: { width: 1280, height: 800 } });
  const problems = [];
  const until = (selector, text) => page.locator(selector).filter({ hasText: text }).first().waitFor();
  const lost = page.locator("#wv-lost");

  await page.goto(`${base}/vloer/hal-1`);
  await page.locator("#wv-pause").waitFor();
  await page.locator("#dag-v2-02").focus();
  await page.evaluate(() => {
    // A mark that only an element which stays has, and a count of the boards that came.
    document.querySelector("#station-v1-01").mark = "stays";
    window.boards = 0;
    document.getElementById("wv-live").addEventListener("htmx:sse:before:message", (event) => {
      if (!event.detail.message.event) window.boards += 1;
    });
  });
  const made = () => page.locator("#station-v1-01 .wv-made").first().innerText();
  const dozens = (words) => Number(words.split(" ")[0].replaceAll(".", ""));
  const before = await made();
  console.log("ready");
  await page.waitForFunction((before) => document.querySelector("#station-v1-01 .wv-made").innerText !== before, before);
  const after = await made();
  if (dozens(after) !== dozens(before) + 1) problems.push(`a dozen more is not one more: ${before}, then ${after}`);
  if ((await page.evaluate(() => document.activeElement.id)) !== "dag-v2-02") problems.push("the focus moved");
  if ((await page.evaluate(() => document.querySelector("#station-v1-01").mark)) !== "stays") problems.push("a card was made anew");

  console.log("changed");
  await until("#hulp .wv-call", "v1-01");
  await until("#wv-said", "Hulp gevraagd: v1-01 Inpaktafel");

  await page.locator("#wv-pause").click();
  await until("#wv-lost", "Je houdt het bord vast: cijfers van ");
  const boards = await page.evaluate(() => window.boards);
  console.log("held");
  await page.waitForFunction((boards) => window.boards > boards, boards);
  if ((await made()) !== after) problems.push("a held board moves");

  console.log("all heard");
  await lost.filter({ hasText: "Geen verbinding" }).waitFor({ timeout: 30000 });
  const sentence = await lost.innerText();
  if (!/^Geen verbinding sinds \d\d:\d\d, cijfers van toen$/.test(sentence)) problems.push(`it says: ${sentence}`);
  console.log("lost");
  await lost.filter({ hasText: "Je houdt het bord vast" }).waitFor({ timeout: 30000 });
  if ((await made()) !== after) problems.push("a held board moves when it is connected again");
  await page.locator("#wv-pause").click();
  await page.waitForFunction((after) => document.querySelector("#station-v1-01 .wv-made").innerText !== after, after);
  if (dozens(await made()) !== dozens(after) + 1) problems.push(`not the latest figure: ${await made()}`);
  await lost.waitFor({ state: "hidden" });
  console.log("back");

  // Signed out elsewhere in the same browser: the page leads to the sign-in, and from there back.
  const leaves = async (page) => {
    const other = await page.context().newPage();
    await other.goto(`${base}/vloer/hal-1`);
    await other.locator(".wv-sign-out").click();
    await other.waitForURL((url) => url.pathname !== "/vloer/hal-1");
    await other.close();
  };
  await leaves(page);
  await page.waitForURL(`${base}/aanmelden?terug=/vloer/hal-1`);
  await page.locator("button[name=rol][value=supervisor]").click();
  await page.waitForURL(`${base}/vloer/hal-1`);
  await page.locator("#wv-pause").waitFor();

  // At a shared tablet the board stays, without the person and without names.
  const tablet = await open(browser, { role: "tablet", locale: "nl" });
  for (const hall of ["hal-1", "hal-2"]) {
    await tablet.goto(`${base}/tablet`);
    await tablet.locator("[name=naam]").fill("tine");
    await tablet.locator("[name=pin]").fill(pin);
    await tablet.locator("main [type=submit]").click();
    await tablet.waitForURL((url) => url.pathname !== "/tablet");
    await tablet.goto(`${base}/vloer/${hall}`);
    await tablet.locator(".wv-sign-out").waitFor();
    await leaves(tablet);
    await tablet.waitForFunction(() => location.pathname === "/vloer/hal-1" && !document.querySelector(".wv-sign-out"));
    await tablet.locator("#wv-pause").waitFor();
    if ((await tablet.content()).includes("Tine")) problems.push(`${hall}: the tablet still names who left`);
  }
  problems.push(...(await tablet.evaluate(() => window.refusals)), ...tablet.complaints);

  problems.push(...(await page.evaluate(() => window.refusals)), ...page.complaints);
  return problems;
});
