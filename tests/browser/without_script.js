// node without_script.js BASE: does the core actions in a browser that runs no script.
const { open, run } = require("./browser.js");

const [base] = process.argv.slice(2);

run(async (browser) => {
  const page = await open(browser, { javaScriptEnabled: false, locale: "nl", viewport: { width: 1280, height: 800 } });
  const problems = [];
  const says = async (selector, text) => {
    const found = (await page.locator(selector).allInnerTexts()).join(" | ");
    if (!found.includes(text)) problems.push(`"${text}" is not in ${selector} of ${page.url()}: ${found}`);
  };

  await page.goto(`${base}/`);
  await page.getByRole("link", { name: "Hal 1 Verpakken" }).click();
  await says("#station-v1-02 .wv-state", "storing");
  await page.getByRole("button", { name: "Ik kom eraan v1-03 Sealen" }).click();
  await says("#hulp", "hulp is onderweg");

  await page.getByRole("link", { name: "v1-01 Inpaktafel" }).click();
  await page.getByRole("link", { name: /^Corrigeren ?: 10:10, 30$/ }).click();
  await page.getByLabel("Juiste aantal stuks").fill("18");
  await page.getByRole("button", { name: "Corrigeren" }).click();
  await says("[role=alert]", "Vul dit in.");
  await page.getByLabel("Waarom corrigeer je dit?").fill("verteld");
  await page.getByRole("button", { name: "Corrigeren" }).click();
  await says("[role=status]", "De correctie is geboekt.");
  await says("main", "Was 30, nu 18: gecorrigeerd door Tine Testpersoon");
  await page.reload();
  if (await page.locator("[role=status]").count()) problems.push("it is said twice that the correction is booked");

  await page.getByRole("link", { name: "Quarantaine", exact: true }).click();
  await page.getByRole("link", { name: "Deze taak kennen we niet" }).first().click();
  await page.locator("#weg-reason").fill("dubbel gemeld");
  await page.getByRole("button", { name: "Niet meetellen" }).click();
  await says("[role=status]", "De melding telt niet mee.");

  await page.getByRole("link", { name: "Dagen", exact: true }).click();
  await page.getByRole("link", { name: /^Afsluiten ?: Locatie Stad, do 19 nov$/ }).click();
  await page.getByLabel("Ik heb gekeken").check();
  await page.getByRole("button", { name: "Afsluiten" }).click();
  await says("[role=status]", "De dag is afgesloten.");

  await page.getByRole("button", { name: "EN, English" }).click();
  await says("h1", "Days");
  return problems;
});
