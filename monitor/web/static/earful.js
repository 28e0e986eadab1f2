// Ticks the clocks of a page and shows what changed while it is open. Every page works without it.
"use strict";

const MINUTE = 60e3, HOUR = 60 * MINUTE, DAY = 24 * HOUR;

// The same words as monitor/words.py.
function span(length) {
  const minutes = Math.max(0, Math.floor(length / MINUTE));
  if (minutes < 60) return `${minutes} min`;
  if (length < DAY) {
    const rest = minutes % 60;
    return rest ? `${Math.floor(minutes / 60)} h ${String(rest).padStart(2, "0")} min` : `${minutes / 60} h`;
  }
  const days = Math.floor(length / DAY);
  if (days < 14) return days === 1 ? "1 day" : `${days} days`;
  if (days < 90) return `${Math.floor(days / 7)} weeks`;
  return days < 730 ? `${Math.floor(days / 30)} months` : `${Math.floor(days / 365)} years`;
}

// The server's clock counts: a phone's may be wrong.
let skew = 0;

function set(page) {
  const now = Date.parse(page.body.dataset.now);
  if (now) skew = now - Date.now();
}

function tick() {
  for (const time of document.querySelectorAll("time[data-clock]")) {
    const left = Date.parse(time.dateTime) - Date.now() - skew;
    time.textContent = span(Math.abs(left));
    if (time.dataset.clock === "until" && left < 0) time.closest("[data-due]")?.setAttribute("data-due", "late");
  }
}

// What somebody is typing is never taken away from under their hands.
function busy(main) {
  const active = document.activeElement;
  if (active && main.contains(active) && active.matches("input, textarea, select")) return true;
  return [...main.querySelectorAll("textarea, input:not([type=hidden])")].some((field) => field.value !== field.defaultValue);
}

let waiting = false;

async function refresh() {
  const main = document.querySelector("main[data-live]");
  if (!main || waiting) return;
  if (busy(main)) {
    say("Something changed. Load the page again to see it.");
    return;
  }
  waiting = true;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "error" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("main[data-live]");
    if (!fresh || busy(main)) return;
    const open = new Set([...main.querySelectorAll("details[open][id]")].map((each) => each.id));
    const focused = main.contains(document.activeElement) ? document.activeElement.id : "";
    const news = fresh.dataset.summary;
    if (news && news !== main.dataset.summary) say(news);
    main.replaceChildren(...fresh.childNodes);
    main.dataset.summary = news ?? "";
    document.title = page.title;
    set(page);
    for (const each of main.querySelectorAll("details[id]")) each.open ||= open.has(each.id);
    if (focused) document.getElementById(focused)?.focus();
    tick();
  } catch {
    // The next event tries again.
  } finally {
    waiting = false;
  }
}

function say(text) {
  const place = document.getElementById("news");
  if (place) place.textContent = text;
}

set(document);
tick();
setInterval(tick, 15e3);
if (document.querySelector("main[data-live]")) {
  const stream = new EventSource("/live");
  stream.addEventListener("changed", refresh);
  addEventListener("pagehide", () => stream.close());
}
