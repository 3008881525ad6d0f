// The frame's behaviour: drafts, one act per form, written-out dates, copying, and the session's end.
// Everything works without it; it stores nothing in the browser.
(() => {
  const clock = () => new Date().toLocaleTimeString("nb-NO", { hour: "2-digit", minute: "2-digit" }).replace(":", ".");
  const ping = "BroadcastChannel" in window ? new BroadcastChannel("tildeling") : null;

  // Drafts ---
  const WAIT = 800, RETRY = 10000;
  const drafts = new Map(); // form → { timer, busy, again, savedAt, unsaved }

  const say = (form, text, lost) => {
    const line = form.querySelector("[data-save]");
    if (!line || line.textContent === text) return;
    line.textContent = text;
    line.toggleAttribute("data-lost-now", Boolean(lost));
  };
  const lost = (form, state, key) => {
    const line = form.querySelector("[data-save]");
    if (line) say(form, line.dataset[key].replace("KL", state.savedAt), true);
    state.timer = setTimeout(() => save(form), RETRY);
  };
  const save = async (form) => {
    const state = drafts.get(form);
    clearTimeout(state.timer);
    if (form.dataset.sent) return; // what is sent needs no draft: it would bring old text back
    if (state.busy) { state.again = true; return; }
    state.busy = true;
    state.again = false;
    const slow = setTimeout(() => say(form, form.querySelector("[data-save]").dataset.saving), 400);
    let failed = "";
    try {
      const answer = await fetch("/kladd/", {
        method: "POST", body: new FormData(form), credentials: "same-origin", redirect: "manual",
        headers: { "HX-Request": "true" },
      });
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        state.savedAt = clock();
        state.unsaved = state.again;
        state.renewed = false;
        say(form, page.body.textContent.trim());
        alive();
      } else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
        const signedIn = await renew();
        if (signedIn && !state.renewed) state.again = state.renewed = true;
        else failed = signedIn ? "refused" : "out";
      } else failed = answer.status < 500 ? "refused" : "lost";
    } catch {
      failed = "lost";
    }
    clearTimeout(slow);
    state.busy = false;
    if (failed) lost(form, state, failed);
    else if (state.again) save(form);
  };
  let touched = false; // a search field that sets itself up says «input», but nobody has typed
  for (const act of ["keydown", "pointerdown", "paste"]) addEventListener(act, (event) => { touched ||= event.isTrusted; }, true);
  const typed = (event) => {
    const form = event.target.closest && event.target.closest("form[data-draft]");
    if (!form || !form.querySelector("[data-save]") || event.target.type === "file") return;
    if (!touched && !event.isTrusted && event.target.closest("ds-suggestion")) return;
    if (!drafts.has(form)) drafts.set(form, { savedAt: clock(), unsaved: false });
    const state = drafts.get(form);
    state.unsaved = true;
    clearTimeout(state.timer);
    state.timer = setTimeout(() => save(form), WAIT);
  };
  addEventListener("input", typed);
  addEventListener("change", typed);
  addEventListener("beforeunload", (event) => {
    if ([...drafts].some(([form, state]) => state.unsaved && !form.dataset.sent)) event.preventDefault();
  });
  addEventListener("pagehide", () => {
    for (const [form, state] of drafts) {
      if (state.unsaved && !form.dataset.sent) navigator.sendBeacon("/kladd/", new FormData(form));
    }
  });

  // One act per form: a second press is held back, the button stays enabled -------
  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    // To see the letter sends nothing: what was typed a moment ago is kept, as when one leaves.
    if (event.submitter?.name === "se" && drafts.get(form)?.unsaved) navigator.sendBeacon("/kladd/", new FormData(form));
    form.dataset.sent = "1";
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
    setTimeout(() => free(form), 8000);
  });
  const free = (form) => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  };
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(free));

  // Dates written out, eleven digits, copying, dialogs -------------------------------------------
  const written = (field) => {
    const words = field.parentElement.querySelector("[data-date-words]");
    if (!words) return;
    const found = field.value && new Date(field.value + "T12:00");
    words.textContent = found && !isNaN(found)
      ? found.toLocaleDateString(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long", year: "numeric" })
      : "";
  };
  addEventListener("input", (event) => {
    if (event.target.type === "date") written(event.target);
    const wanted = Number(event.target.dataset && event.target.dataset.digits);
    if (wanted && event.target.value.replace(/\D/g, "").length === wanted) {
      event.target.dispatchEvent(new CustomEvent("full", { bubbles: true }));
    }
  });
  addEventListener("click", async (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      await navigator.clipboard.writeText(copy.dataset.copy);
      copy.setAttribute("data-copied", "");
      setTimeout(() => copy.removeAttribute("data-copied"), 2000);
    }
    const opener = event.target.closest("[data-opens]");
    const dialog = opener && document.getElementById(opener.dataset.opens);
    if (dialog) { event.preventDefault(); dialog.showModal(); }
    if (event.target.closest("[data-closes]")) event.target.closest("dialog").close();
    if (event.target.closest("[data-stay]")) renew();
  });
  const ready = () => {
    for (const button of document.querySelectorAll("[data-copy][hidden]")) button.hidden = !navigator.clipboard;
    const line = document.querySelector(".app-person");
    if (line) document.documentElement.style.scrollPaddingBlockStart = line.offsetHeight + 16 + "px";
  };

  // The session's end: a warning two minutes before, in every open page ---------------------------
  const told = (document.body && document.body.dataset) || {};
  const seconds = Number(told.sessionSeconds) || 0;
  const dayEnds = performance.now() + 1000 * (Number(told.daySeconds) || Infinity);
  const NOTICE = 120;
  let warning, end;
  const alive = (told) => {
    if (!seconds) return;
    clearTimeout(warning);
    clearTimeout(end);
    // What is left of the day no work prolongs: then another text is shown, without that button.
    const left = (dayEnds - performance.now()) / 1000;
    const dialog = document.getElementById(left < seconds ? "dagen" : "okt");
    for (const open of document.querySelectorAll("#okt[open], #dagen[open]")) open.close();
    const until = Math.max(Math.min(seconds, left), 0);
    warning = setTimeout(() => dialog && dialog.showModal(), Math.max(until - NOTICE, 0) * 1000);
    end = setTimeout(leave, until * 1000);
    if (ping && told !== true) ping.postMessage("alive");
  };
  const leave = () => {
    if ([...drafts.values()].some((state) => state.unsaved)) return;
    location.assign("/logg-inn/?next=" + encodeURIComponent(location.pathname + location.search));
  };
  // Asks the server to stay signed in; the answer brings a fresh token for the forms already open.
  const renew = async () => {
    try {
      const answer = await fetch("/okt/", { method: "GET", credentials: "same-origin", redirect: "manual" });
      if (!answer.ok) return false;
      const { token } = await answer.json();
      for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
      alive();
      return true;
    } catch {
      return false; // no network: the draft line says so
    }
  };
  if (ping) ping.onmessage = () => alive(true);
  // What a page asks by itself (data-quiet) is no sign of life, here as on the server.
  document.addEventListener("htmx:after:request", (event) => {
    if (!event.target.closest || !event.target.closest("[data-quiet]")) alive();
  });
  alive();
  ready();
})();
