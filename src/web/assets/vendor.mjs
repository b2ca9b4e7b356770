// The part of vendor.sh that thinks: leaves out of Utrecht's stylesheet and of the voorbeeld tokens what no page uses, and
// takes the drawing out of each icon.
//
// node vendor.mjs SOURCE TARGET UTRECHT.css THEME.css ICONS
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [source, target, utrecht, theme, icons] = process.argv.slice(2);

const rust = readdirSync(source, { recursive: true })
  .filter((name) => name.endsWith(".rs"))
  .map((name) => readFileSync(join(source, name), "utf8"))
  .join("\n");
const used = new Set(rust.match(/\butrecht-[a-z0-9_-]*[a-z0-9]/g) ?? []);

// A stylesheet as a list of { head, body }: `body` is declarations, or rules again, or nothing for `@charset "…";`.
function parse(css) {
  css = css.replace(/\/\*[^]*?\*\//g, "");
  let at = 0;
  const rules = () => {
    const found = [];
    for (;;) {
      while (/\s/.test(css[at] ?? "")) at += 1;
      if (at >= css.length || css[at] === "}") return found;
      const start = at;
      while (css[at] !== "{" && css[at] !== ";" && at < css.length) at += 1;
      const head = tight(css.slice(start, at));
      if (css[at] === ";") {
        at += 1;
        found.push({ head });
        continue;
      }
      at += 1;
      if (/^@(media|supports|container|layer)/.test(head)) {
        found.push({ head, rules: rules() });
        at += 1;
      } else {
        const end = close(at);
        found.push({ head, text: css.slice(at, end) });
        at = end + 1;
      }
    }
  };
  // Where the brace that is open at `from` is closed.
  const close = (from) => {
    let depth = 1;
    let to = from;
    for (; depth > 0; to += 1) depth += css[to] === "{" ? 1 : css[to] === "}" ? -1 : 0;
    return to - 1;
  };
  return rules();
}

function tight(text) {
  return text.replace(/\s+/g, " ").replace(/\( /g, "(").replace(/ \)/g, ")").trim();
}

// Selectors of which every class is used. What stands in `:not(…)` is no reason to leave one out.
function selectors(head) {
  const list = head.split(/,(?![^(]*\))/).map((one) => one.trim());
  return list.filter((one) => {
    const classes = one.replace(/:not\((?:[^()]|\([^()]*\))*\)/g, "").match(/\.[A-Za-z_][\w-]*/g) ?? [];
    return classes.every((name) => used.has(name.slice(1)));
  });
}

// Declarations, with rules that are nested in them (`@container`) left out where they are for other classes.
function declarations(text) {
  return text.split(/;(?![^(]*\))/).map((line) => tight(line).replace(/^([\w-]+): /, "$1:")).filter(Boolean);
}

function write(rules) {
  let css = "";
  for (const rule of rules) {
    if (rule.rules) {
      const inside = write(rule.rules);
      if (inside) css += `${rule.head}{\n${inside}}\n`;
    } else if (rule.text !== undefined) {
      if (rule.head.startsWith("@")) {
        css += `${rule.head}{${tight(rule.text)}}\n`;
        continue;
      }
      const kept = selectors(rule.head);
      if (kept.length && rule.text.trim()) css += `${kept.join(",")}{${declarations(rule.text).join(";")}}\n`;
    }
  }
  return css;
}

const notice = (of, by) => `/*! ${of}, cut down to what Werkvloer uses and written without white space by
 * src/web/assets/vendor.sh: a derived work, under the same licence.
 * @license EUPL-1.2
 * Copyright (c) 2020-2026 ${by} */\n`;

const whole = parse(readFileSync(utrecht, "utf8"));
const components = write(whole).replace(/@(keyframes|property) ([\w-]+)\{[^]*?\}\n/g, (text, _, name) =>
  write(whole.filter((rule) => !rule.head.startsWith("@"))).includes(name) ? text : "",
);
writeFileSync(
  join(target, "utrecht.css"),
  notice("@utrecht/component-library-css 9.0.4", "Gemeente Utrecht, Frameless B.V.") + components,
);

// The tokens that the components ask for, and those that these ask for. Colours come from our own palette.
const tokens = new Map();
for (const rule of parse(readFileSync(theme, "utf8"))) {
  for (const line of declarations(rule.text ?? "")) {
    const [, name, value] = line.match(/^(--[\w-]+):\s*([^]*)$/) ?? [];
    if (name) tokens.set(name, ours(value));
  }
}
function ours(value) {
  return value.replace(/--voorbeeld-kleuren-violet/g, "--wv-blauw").replace(/--voorbeeld-kleuren-/g, "--wv-");
}
const own = readdirSync(join(target, ".."))
  .filter((name) => name.endsWith(".css"))
  .map((name) => readFileSync(join(target, "..", name), "utf8"))
  .join("\n");
const asked = new Map();
const ask = (text) => {
  for (const [, name] of text.matchAll(/var\(\s*(--[\w-]+)/g)) {
    if (asked.has(name) || !tokens.has(name)) continue;
    asked.set(name, tokens.get(name));
    ask(tokens.get(name));
  }
};
ask(components);
ask(own);
const lines = [...asked].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}:${value};\n`);
writeFileSync(
  join(target, "tokens.css"),
  notice("@nl-design-system-unstable/voorbeeld-design-tokens 7.4.1", "NL Design System, Frameless B.V.") +
    `:root{\n${lines.join("")}}\n`,
);

for (const [, name] of rust.matchAll(/icons\/([a-z0-9-]+)\.svg"/g)) {
  const [, set, stem] = name.match(/^(?:(filled)-)?(.*)$/);
  const svg = readFileSync(join(icons, set ?? "outline", `${stem}.svg`), "utf8");
  const inside = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.indexOf("</svg>"));
  const paths = inside.replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" \/>/, "");
  writeFileSync(join(target, "icons", `${name}.svg`), paths.replace(/>\s+</g, "><").trim() + "\n");
}
