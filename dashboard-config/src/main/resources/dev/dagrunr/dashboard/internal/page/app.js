// Pages work without this: it switches the theme, counts durations that go on, and brings what has changed.

const root = document.documentElement;

function switchTheme() {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  document.cookie = `dagrunr-theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=strict`;
}

function durationText(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (number) => String(number).padStart(2, "0");
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${two(seconds % 60)} min`;
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)} h`;
}

function countOn() {
  for (const time of document.querySelectorAll("time.since")) {
    const text = durationText(Date.now() - Date.parse(time.dateTime));
    if (time.textContent !== text) time.textContent = text;
  }
}

/** Makes a node like another one, changing no more than differs: focus, selection and scroll positions stay. */
function morph(now, next) {
  if (now.nodeType !== next.nodeType || now.nodeName !== next.nodeName) {
    now.replaceWith(next.cloneNode(true));
    return;
  }
  if (now.nodeType !== Node.ELEMENT_NODE) {
    if (now.data !== next.data) now.data = next.data;
    return;
  }
  if (now.matches("time.since") && next.matches("time.since") && now.dateTime === next.dateTime) return;
  if (now.matches("input, select, textarea") && now.closest("form.filter")) return;
  for (const { name } of [...now.attributes]) {
    if (!next.hasAttribute(name) && !(name === "open" && now.matches("details"))) now.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (now.getAttribute(name) !== value && !(name === "open" && now.matches("details"))) now.setAttribute(name, value);
  }
  morphChildren(now, next);
}

function morphChildren(now, next) {
  const wanted = [...next.childNodes];
  wanted.forEach((child, index) => {
    const present = now.childNodes[index];
    if (present) morph(present, child);
    else now.append(child.cloneNode(true));
  });
  while (now.childNodes.length > wanted.length) now.lastChild.remove();
}

/** Whether somebody reads the end of a log, and wants to go on doing so. */
const atEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 40;

async function change(id, markup) {
  const section = document.getElementById(id);
  if (!section) return;
  const parsed = new DOMParser().parseFromString(`<section>${markup}</section>`, "text/html");
  const log = section.querySelector(".log");
  const follow = log && atEnd(log) && log.scrollTop > 0;
  const next = parsed.body.firstChild;
  morphChildren(section, next);
  section.dataset.hash = "";
  if (follow) log.scrollTop = log.scrollHeight;
  countOn();
}

let stream;

function listen() {
  if (stream || document.hidden) return;
  const seen = [...document.querySelectorAll("main > section")].map((part) => `${part.id}:${part.dataset.hash}`);
  const page = location.pathname + location.search;
  stream = new EventSource(`/dagrunr/live?page=${encodeURIComponent(page)}&seen=${encodeURIComponent(seen.join(","))}`);
  stream.onmessage = (event) => {
    for (const [id, markup] of Object.entries(JSON.parse(event.data))) change(id, markup);
  };
  stream.onopen = () => (root.dataset.live = "on");
  stream.onerror = () => (root.dataset.live = "off");
}

function rest() {
  stream?.close();
  stream = undefined;
  delete root.dataset.live;
}

document.getElementById("theme").addEventListener("click", switchTheme);
countOn();
// the newest runs stand last, as in Airflow
for (const grid of document.querySelectorAll(".grid")) grid.scrollLeft = grid.scrollWidth;
setInterval(countOn, 1000);
if (document.body.dataset.live) {
  // a tab in the background holds no connection: a browser has only six for each server
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  addEventListener("pagehide", rest);
  addEventListener("pageshow", listen);
  listen();
}
