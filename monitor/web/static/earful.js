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

// The moments that came while the page was open.
const over = new Set();

function tick() {
  for (const time of document.querySelectorAll("time[data-clock]")) {
    const until = time.dataset.clock === "until", left = Date.parse(time.dateTime) - Date.now() - skew;
    time.textContent = span(until ? left : -left);
    if (!until || left >= 0) continue;
    time.closest("[data-due]")?.setAttribute("data-due", "late");
    // The words around it are of what was still to come: the server knows others.
    if (!over.has(time.dateTime)) stale = true;
    over.add(time.dateTime);
  }
}

// Whether somebody has written or chosen something here that is not sent yet.
function filled(field) {
  if (field.matches("select")) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((each) => each.defaultSelected));
  return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
}

// What somebody is typing or choosing is never taken away from under their hands.
function busy(main) {
  const active = document.activeElement;
  if (active && main.contains(active) && active.matches("input, textarea, select")) return true;
  return [...main.querySelectorAll("textarea, select, input:not([type=hidden])")].some(filled);
}

// By which the same link or button is found again in a fresh page.
function alike(each) {
  return [each.tagName, each.id, each.textContent, each.href ?? each.form?.action].join("\n");
}

// Whether the page may be older than what happened, whether it is being fetched, and when it was.
let stale = false, waiting = false, fetched = Date.now();

async function refresh() {
  const main = document.querySelector("main[data-live]");
  if (!main || waiting || busy(main)) return;
  waiting = true;
  stale = false;
  try {
    await replace(main);
  } catch {
    stale = true; // no connection: the next look tries again
    return;
  } finally {
    waiting = false;
    fetched = Date.now();
  }
  if (stale) refresh(); // something changed meanwhile
}

async function replace(main) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "error" });
  if (!answer.ok) throw new Error(answer.status);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("main[data-live]");
  if (!fresh) return;
  if (busy(main)) {
    stale = true;
    return;
  }
  const open = new Set([...main.querySelectorAll("details[open][id]")].map((each) => each.id));
  const focused = main.contains(document.activeElement) ? alike(document.activeElement) : "";
  const news = fresh.dataset.summary;
  if (news && news !== main.dataset.summary) say(news);
  main.replaceChildren(...fresh.childNodes);
  main.dataset.summary = news ?? "";
  document.title = page.title;
  set(page);
  for (const each of main.querySelectorAll("details[id]")) each.open ||= open.has(each.id);
  if (focused) [...main.querySelectorAll("a, button, summary, [id], [tabindex]")].find((each) => alike(each) === focused)?.focus();
  tick();
}

function say(text) {
  const place = document.getElementById("news");
  if (place) place.textContent = text;
}

function changed() {
  stale = true;
  if (busy(document.querySelector("main"))) say("Something changed. Load the page again to see it.");
  refresh();
}

let stream = null, opened = false;

// While somebody looks: a browser has six connections for all the pages of an address, and a phone that sleeps loses its own.
// What happened while nothing was heard is caught up with.
function follow() {
  stream?.close();
  if (document.hidden) return;
  stream = new EventSource("/live");
  stream.addEventListener("changed", changed);
  stream.addEventListener("open", () => {
    if (opened || performance.now() > 1e3) refresh(); // a page that has just come is as new as that
    opened = true;
  });
  stream.addEventListener("error", ({ target }) => {
    // The browser itself comes back after a broken line, but not after another answer: a proxy gives one while Earful starts.
    if (target === stream && target.readyState === EventSource.CLOSED) setTimeout(() => target === stream && follow(), 30e3);
  });
}

// What was done is said for a while: whoever looks at the page in the morning has done nothing yet.
function forget() {
  const here = new URL(location);
  here.searchParams.delete("did");
  if (here.href !== location.href) history.replaceState(history.state, "", here);
}

set(document);
tick();
setTimeout(forget, 30e3);
setInterval(() => {
  tick();
  if (stale || (document.hidden && Date.now() - fetched > MINUTE)) refresh(); // hidden, too: its title is seen
}, 15e3);
if (document.querySelector("main[data-live]")) {
  follow();
  document.addEventListener("visibilitychange", follow);
  addEventListener("pagehide", () => stream?.close());
  addEventListener("pageshow", ({ persisted }) => persisted && follow());
}
