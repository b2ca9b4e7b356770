// Signs a page in as a role, by the button of the demo; or makes it a paired `tablet` or `wall` display of the first hall, by
// a code of the administrator's.
const tap = async (page, role) => {
  await page.goto("/aanmelden");
  await page.locator(`button[name=rol][value=${role}]`).click();
  await page.waitForURL((url) => url.pathname !== "/aanmelden");
};

const pair = async (page, kind) => {
  await tap(page, "administrator");
  await page.goto("/beheer/apparaten");
  const form = page.locator("form[action='/beheer/apparaten/code']");
  await form.locator("[name=naam]").fill(kind);
  await form.locator(`[name=soort][value=${kind}]`).check();
  await form.locator("[name=hal]").selectOption("hal-1");
  await form.locator("[type=submit]").click();
  const code = await page.locator(".wv-codes code").innerText();
  // Pairing ends the administrator's session in this browser.
  await page.goto("/koppelen");
  await page.locator("[name=code]").fill(code);
  await page.locator("main [type=submit]").click();
  await page.waitForURL("**/vloer/hal-1");
};

module.exports = (page, role) => (["tablet", "wall"].includes(role) ? pair(page, role) : tap(page, role));
