// Signs a page in as a role, by the button of the demo.
module.exports = async function signIn(page, role) {
  await page.goto("/aanmelden");
  await page.locator(`button[name=rol][value=${role}]`).click();
  await page.waitForURL((url) => url.pathname !== "/aanmelden");
};
