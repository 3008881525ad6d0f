// A page that shows somebody whose address has been protected since it was opened does not stay so:
// it is read anew, or, where something is typed, covered but for that. It asks whether, never whom.
(() => {
  if (!document.body.dataset.sessionSeconds) return;
  const EVERY = 30000;
  let shut = false;
  // A machine that slept stands still in one of these clocks, one that was set is wrong in the other.
  const age = () => Math.ceil(Math.max(Date.now() - performance.timeOrigin, performance.now()) / 1000);

  const typed = (field) => {
    if (field.matches("input[type=hidden], button, [type=submit]")) return false;
    if (field.matches("textarea")) return field.value.trim() !== "";
    if (field.matches("select")) return [...field.options].some((one) => one.selected !== one.defaultSelected);
    return field.matches("input") && (field.value !== field.defaultValue || field.checked !== field.defaultChecked);
  };
  const cover = (node, kept) => {
    for (const child of node.children) {
      if (kept.includes(child)) continue;
      if (kept.some((one) => child.contains(one))) cover(child, kept);
      else child.setAttribute("data-covered", "");
    }
  };
  const close = () => {
    shut = true;
    const written = [...document.querySelectorAll("input, textarea, select")].filter(typed);
    if (!written.length) { location.replace(location.pathname + location.search); return; }
    const labels = written.flatMap((field) => [...(field.labels || [])]);
    const sent = written.flatMap((field) => (field.form ? [...field.form.querySelectorAll("[type=submit]")] : []));
    const heading = [...document.querySelectorAll("#main h1")];
    for (const one of heading) one.textContent = document.title; // which names nobody
    const told = document.getElementById("skjermet");
    for (const part of document.querySelectorAll("dialog, .app-person, .app-subnav")) part.setAttribute("data-covered", "");
    cover(document.getElementById("main"), [...heading, ...written, ...labels, ...sent]);
    told.hidden = false;
  };
  const ask = async () => {
    if (shut || document.visibilityState !== "visible") return;
    try {
      const answer = await fetch("/okt/skjermet/?sekunder=" + age(), { credentials: "same-origin", redirect: "manual", headers: { "HX-Request": "true" } });
      if (answer.ok && (await answer.json()).shielded && !shut) close();
    } catch {
      // no network: asked again in a while
    }
  };
  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
  addEventListener("pageshow", (event) => event.persisted && ask());
})();
