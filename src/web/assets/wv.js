// The live board: a complete board on every connect, then one after each change. Only what differs is replaced, so that
// focus, selection and scroll stay. Says when the figures are old, and comes back by itself for ever.
(() => {
  "use strict";
  const board = document.getElementById("wv-board");
  if (!board || !window.EventSource) return;
  const lost = document.getElementById("wv-lost");
  const said = document.getElementById("wv-said");
  const QUIET_BEFORE_SAYING = 3000;
  const SILENCE = 40000; // Almost three missed beats: a half-dead Wi-Fi link never reports an error.
  const SLOWEST = 5000;

  let source = null;
  let last = new Date();
  let wait = 500;
  let retry, saying, watch;

  const clock = (at) =>
    at.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

  const alive = () => {
    last = new Date();
    wait = 500;
    clearTimeout(saying);
    saying = undefined;
    lost.hidden = true;
    clearTimeout(watch);
    watch = setTimeout(gone, SILENCE);
  };

  const sayLost = () => {
    lost.textContent = lost.dataset.text.replace("{time}", clock(last));
    lost.hidden = false;
  };

  const close = () => {
    if (source) source.close();
    source = null;
    clearTimeout(retry);
    clearTimeout(watch);
  };

  const gone = () => {
    close();
    saying ??= setTimeout(sayLost, QUIET_BEFORE_SAYING);
    // Spread, so that a restart is not met by every tablet at once.
    retry = setTimeout(open, wait * (0.5 + Math.random()));
    wait = Math.min(wait * 2, SLOWEST);
  };

  const open = () => {
    close();
    source = new EventSource(board.dataset.stream);
    source.onopen = alive;
    source.onerror = gone;
    source.onmessage = (event) => { alive(); show(event.data); };
    source.addEventListener("beat", alive);
    watch = setTimeout(gone, SILENCE);
  };

  const keys = (root, name) => [...root.querySelectorAll(`[data-${name}]`)].map((e) => e.dataset[name]);
  const shape = (root) => JSON.stringify([keys(root, "group"), keys(root, "key")]);

  const show = (html) => {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    const focused = board.contains(document.activeElement) ? document.activeElement.id : "";
    const before = new Set(keys(board, "call"));
    const calls = [...fresh.content.querySelectorAll("[data-call]")].filter((c) => !before.has(c.dataset.call));

    if (shape(board) === shape(fresh.content)) {
      const parts = [...fresh.content.querySelectorAll("[data-key]")];
      [...board.querySelectorAll("[data-key]")].forEach((old, i) => {
        if (!old.isEqualNode(parts[i])) old.replaceWith(parts[i]);
      });
    } else {
      board.replaceChildren(fresh.content);
    }
    if (focused && document.activeElement.id !== focused) {
      document.getElementById(focused)?.focus({ preventScroll: true });
    }
    if (calls.length) said.textContent = calls.map((c) => c.dataset.say).join(". ");
  };

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      close();
      clearTimeout(saying);
      saying = undefined;
    } else {
      wait = 500;
      open();
      saying ??= setTimeout(sayLost, QUIET_BEFORE_SAYING);
    }
  });
  window.addEventListener("online", open);
  if (!document.hidden) open();
  saying = setTimeout(sayLost, QUIET_BEFORE_SAYING);
})();
