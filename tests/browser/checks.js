// What holds for every page. Each check gives sentences about what is wrong.
const axe = require("axe-core/axe.min.js");

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// What axe-core finds.
exports.accessible = async (page) => {
  // The judge is half a million letters: it is read once a document, and its last reading is cheaper in the same window.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  // Every rule runs; of what it found in order no list is made.
  const { violations } = await page.evaluate((values) =>
    window.axe.run({ runOnly: { type: "tag", values }, resultTypes: ["violations"] }), RULES);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `axe ${id}: ${node.target.join(" ")}: ${node.failureSummary.replace(/\s+/g, " ")}`),
  );
};

// What the policy of the answer refused, and what scripts complained about.
exports.unrefused = async (page) => [...(await page.evaluate(() => window.refusals)), ...page.complaints];

// Everything one presses is large enough, wherever it is.
exports.pressable = (page, least) =>
  page.evaluate((least) => {
    const wrong = [];
    for (const element of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
      // The whole card, the whole tile.
      const target = element.closest(".wv-station") && element.matches(".wv-whole") ? element.closest(".wv-station")
        : element.closest("label") ?? element;
      const style = getComputedStyle(element);
      if (!element.checkVisibility({ visibilityProperty: true }) || element.matches(".wv-skip")) continue;
      // A link in a sentence is as high as the sentence.
      if (style.display === "inline" && element.parentElement.matches("p, td, dd, li, div") &&
        element.parentElement.textContent.trim() !== element.textContent.trim()) continue;
      const { width, height } = target.getBoundingClientRect();
      if (width < least - 0.5 || height < least - 0.5) {
        wrong.push(`${Math.round(width)} x ${Math.round(height)} px is too small: ${element.outerHTML.slice(0, 120)}`);
      }
    }
    return wrong;
  }, least);

// Nothing sticks out.
exports.fits = (page, what) =>
  page.evaluate((what) => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    const out = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > room + 1 && !e.closest(".wv-sheet *, pre"));
    return [`sticks out at ${what} (${document.documentElement.scrollWidth} px): ${out.map((e) => `${e.tagName}.${e.className}`).slice(0, 4)}`];
  }, what);

// With the Tab key alone: everything is reached, is seen to be reached, and nothing holds on.
exports.walkable = async (page) => {
  const wanted = await page.evaluate(() => {
    const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")];
    const seen = all.filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.disabled);
    // Of radio buttons the chosen one, or the first, is a stop; arrows do the rest.
    const stops = seen.filter((e) => {
      if (e.type !== "radio") return true;
      const group = seen.filter((o) => o.type === "radio" && o.name === e.name && o.form === e.form);
      return e === (group.find((o) => o.checked) ?? group[0]);
    });
    stops.forEach((e, at) => { e.dataset.stop = at; });
    document.activeElement?.blur();
    getSelection().removeAllRanges();
    return stops.length;
  });
  await page.mouse.click(1, 1);
  const reached = new Set();
  const wrong = [];
  for (let step = 0; step < 3 * wanted + 30 && reached.size < wanted; step += 1) {
    await page.keyboard.press("Tab");
    const now = await page.evaluate(() => {
      const e = document.activeElement;
      if (!e || e === document.body) return null;
      const ring = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== "none";
      const label = e.closest("label");
      const isSeen = ring(getComputedStyle(e)) || ring(getComputedStyle(e, "::after")) || (label && ring(getComputedStyle(label)));
      // A mark's place in a picture is what is pressed; the words it tells stand above its neighbours too.
      const { left, top, width, height } = (e.querySelector(":scope > .wv-c-hit") ?? e).getBoundingClientRect();
      const [x, y] = [left + Math.min(width, 200) / 2, top + Math.min(height, 60) / 2];
      const above = document.elementFromPoint(x, y);
      const isCovered = !!above && above !== e && !above.contains(e) && !e.contains(above) && !(label && label.contains(above));
      return { stop: e.dataset.stop, isSeen, isCovered: isCovered && above.outerHTML.slice(0, 60), html: e.outerHTML.slice(0, 100) };
    });
    if (!now) continue;
    reached.add(now.stop);
    if (!now.isSeen) wrong.push(`no focus is shown on ${now.html}`);
    if (now.isCovered) wrong.push(`${now.html} has the focus behind ${now.isCovered}`);
  }
  if (reached.size < wanted) {
    const missed = await page.evaluate((reached) =>
      [...document.querySelectorAll("[data-stop]")].filter((e) => !reached.includes(e.dataset.stop)).map((e) => e.outerHTML.slice(0, 100)), [...reached]);
    wrong.push(...missed.map((html) => `the Tab key does not reach ${html}`));
  }
  return wrong;
};

// One place at most is read out by itself, and every page has one heading of its own.
exports.told = (page) =>
  page.evaluate(() => {
    const wrong = [];
    const loud = document.querySelectorAll("[aria-live], [role=status], [role=alert], [role=log]").length;
    if (loud > 1 && location.pathname !== "/stijl") wrong.push(`${loud} places are read out by themselves`);
    if (document.querySelectorAll("h1").length !== 1) wrong.push("there is not one h1");
    if (!document.title.includes(" · ")) wrong.push(`the title is ${document.title}`);
    return wrong;
  });
