// What the pages do beyond links and forms. htmx keeps the live part of a page current; this says when it is not, lets it be
// held still, opens dialogs, makes a chosen picture small, and lets a form go once. Without it every page still works.
(() => {
  "use strict";
  const QUIET_BEFORE_SAYING = 3000;
  const SILENCE = 40000; // Almost three missed beats: a half-dead Wi-Fi link never reports an error.
  const lost = document.getElementById("wv-lost");
  const live = document.getElementById("wv-live");

  const clock = (at) =>
    at.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const say = (text, since) => {
    lost.hidden = !text;
    if (text) lost.textContent = text.replace("{time}", clock(since));
  };

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-wv-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.wvDialog);
    if (!dialog?.showModal) return;
    event.preventDefault();
    dialog.showModal();
  });

  // What a telephone makes of a picture is a hundred times too large. The middle of it is drawn anew, which also leaves behind
  // where and when it was taken. What cannot be drawn is sent as it is, and refused in words.
  const SIDE = 320;
  document.addEventListener("change", async (event) => {
    const field = event.target;
    const [file] = field.files ?? [];
    if (!file || !field.dataset.wvSmall) return;
    try {
      const picture = await createImageBitmap(file);
      const side = Math.min(picture.width, picture.height);
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = SIDE;
      const [left, top] = [(picture.width - side) / 2, (picture.height - side) / 2];
      canvas.getContext("2d").drawImage(picture, left, top, side, side, 0, 0, SIDE, SIDE);
      for (const quality of [0.85, 0.7, 0.5, 0.3]) {
        const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
        if (small.size > Number(field.dataset.wvSmall)) continue;
        const chosen = new DataTransfer();
        chosen.items.add(new File([small], "foto.jpg", { type: small.type }));
        field.files = chosen.files;
        return;
      }
    } catch {
      // No picture, or a browser that cannot: see above.
    }
  });

  // A form that is on its way is not sent a second time: who presses twice would be told what the second one came to. Its buttons
  // rest once it was read, because the name of the one that was pressed goes with it. On a page that comes back, or whose way was
  // broken off, they can be pressed again.
  const ON_ITS_WAY = 15000;
  const sent = new Set();
  const resting = new Set();
  const letGo = () => {
    for (const button of resting) button.disabled = false;
    resting.clear();
    sent.clear();
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (sent.has(form)) event.preventDefault();
    // What a script takes over stays on this page and says itself when it is done.
    if (event.defaultPrevented || form.method !== "post") return;
    sent.add(form);
    setTimeout(() => {
      for (const button of form.elements) {
        if (button.type !== "submit" || button.disabled) continue;
        resting.add(button);
        button.disabled = true;
      }
    });
    setTimeout(letGo, ON_ITS_WAY);
  });
  window.addEventListener("pageshow", (event) => {
    letGo();
    // Out of the browser's memory, which every page asks it not to use: who it was for may have left since.
    if (!event.persisted) return;
    document.body.hidden = true;
    location.reload();
  });

  if (!live) {
    window.addEventListener("offline", () => say(lost.dataset.text, new Date()));
    window.addEventListener("online", () => say());
    return;
  }

  const said = document.getElementById("wv-said");
  const pause = document.getElementById("wv-pause");
  let connection = null;
  let last = new Date();
  let isLost = false;
  let held = null; // Since when somebody holds the board still.
  let calls = new Map();
  let saying, watch, retry;

  const tell = () => {
    if (isLost) say(lost.dataset.text, held ?? last);
    else say(held && pause.dataset.text, held);
  };
  const alive = () => {
    last = new Date();
    isLost = false;
    tell();
    clearTimeout(saying);
    saying = undefined;
    clearTimeout(watch);
    watch = setTimeout(again, SILENCE);
  };
  const gone = () => {
    saying ??= setTimeout(() => { isLost = true; tell(); }, QUIET_BEFORE_SAYING);
  };
  // Lets htmx open the stream once more: it does so by itself as long as it had one, else it is asked to.
  const again = () => {
    gone();
    clearTimeout(watch);
    watch = setTimeout(again, SILENCE);
    if (!connection) htmx.trigger(live, "again");
    else if (connection.delayCanceller) connection.delayCanceller();
    else connection.reader?.cancel();
  };

  // Who looked is not in any more: the page is asked for again and leads to where one signs in, and back; a shared tablet shows
  // what it shows by itself. A board that is not there for who looks now leads to the start.
  const left = (status) => {
    if (status === 401) location.reload();
    else if (status === 404) location.replace("/");
  };

  const on = (name, act) => live.addEventListener(name, act);
  on("htmx:sse:before:connection", (event) => {
    connection = event.detail.connection;
    if (connection.attempt > 0) gone();
  });
  on("htmx:sse:after:connection", alive);
  on("htmx:sse:error", (event) => {
    left(event.detail.status);
    gone();
  });
  on("htmx:sse:close", () => { connection = null; });
  on("beat", alive);
  // The first connection failed, or the stream ended for good. Spread, so that a restart is not met by every tablet at once.
  on("htmx:finally:request", (event) => {
    if (connection) return;
    left(event.detail.ctx.response?.status);
    gone();
    clearTimeout(retry);
    retry = setTimeout(again, 2000 + Math.random() * 3000);
  });

  const callsNow = () => new Map([...live.querySelectorAll("[data-call]")].map((call) => [call.dataset.call, call.dataset.say]));
  on("htmx:sse:before:message", (event) => {
    alive();
    calls = callsNow();
    if (held && !event.detail.message.event) event.preventDefault();
  });
  on("htmx:sse:after:message", () => {
    const fresh = [...callsNow()].filter(([call]) => !calls.has(call)).map(([, text]) => text);
    if (fresh.length) said.textContent = fresh.join(". ");
  });

  pause.hidden = false;
  pause.addEventListener("click", () => {
    held = held ? null : last;
    pause.setAttribute("aria-pressed", String(!!held));
    tell();
    // What was missed comes with the next connection, which begins with everything.
    if (!held) again();
  });

  document.addEventListener("visibilitychange", () => { if (!document.hidden) gone(); });
  window.addEventListener("online", again);
  window.addEventListener("offline", gone);
  gone();
})();
