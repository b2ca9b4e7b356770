// Debian's Chromium, without the world: what every test of the pages begins with.
const { chromium } = require("playwright-core");
const signIn = require("./sign_in.js");

const flags = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

exports.start = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });

// Says where a script is, on stderr: who waits for it counts a minute without such a line as hanging.
exports.at = (where) => console.error(`at ${where}`);

// The cookies of who signed in before, by role.
const signedIn = {};

// A window of its own, with what it was refused or complained about in `window.complaints`. A supervisor looks, unless
// another role is given, or `null` for somebody who is not signed in.
exports.open = async (browser, { role = "supervisor", ...look }) => {
  const storageState = role ? signedIn[role] : undefined;
  const context = await browser.newContext({ baseURL: process.argv[2], reducedMotion: "reduce", storageState, ...look });
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  page.complaints = [];
  page.on("load", () => exports.at(page.url()));
  page.on("pageerror", (error) => page.complaints.push(`script: ${error.message}`));
  page.on("console", (message) => {
    // That a page is not there, that the link broke or that a session ended, is what some tests are about.
    const expected = /Failed to load resource|Failed to fetch|ERR_|net::|SSE reconnect failed with status 40[14]/.test(message.text());
    if (message.type() === "error" && !expected) page.complaints.push(`console: ${message.text()}`);
  });
  await page.addInitScript(() => {
    window.refusals = [];
    document.addEventListener("securitypolicyviolation", (event) => {
      window.refusals.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  if (role && !storageState) {
    await signIn(page, role);
    signedIn[role] = await context.storageState();
  }
  return page;
};

// To a page of the list, through its form when it is the answer to one.
exports.visit = async (page, base, { path, status = 200, send, form: which = "main form" }) => {
  const answer = await page.goto(base + path, { waitUntil: "load" });
  if (answer.status() !== status) throw new Error(`${path} answers ${answer.status()}`);
  if (!send) return;
  const form = page.locator(which).first();
  for (const [name, value] of Object.entries(send)) await form.locator(`[name=${name}]`).fill(value);
  await Promise.all([page.waitForEvent("load"), form.locator("[type=submit]").first().click()]);
};

// Runs `test` with a browser; its words are the reason of a failure.
exports.run = async (test) => {
  const browser = await exports.start();
  try {
    const problems = await test(browser);
    for (const problem of problems) console.log(problem);
    process.exitCode = problems.length ? 1 : 0;
  } catch (error) {
    console.log(error.stack);
    process.exitCode = 1;
  } finally {
    await browser.close();
  }
};
