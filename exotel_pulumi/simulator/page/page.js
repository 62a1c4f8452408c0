// The page of the simulator: draws what the control path shows, again after each change that the stream reports.
"use strict";

const SHOWN = 200; // requests in the table
const LONGEST = 300; // characters of one text
const LONG = 12; // rows of a list before the rest is folded away
const FAULTS = [
  { label: "Exotel answers 503 to everything", fault: { method: "*", path: "", effect: "respond", status: 503 } },
  { label: "The key is refused: 401 to everything", fault: { method: "*", path: "v2/", effect: "respond", status: 401 } },
  { label: "Rate limit reached: 429", fault: { method: "*", path: "v2", effect: "respond", status: 429, headers: { "Retry-After": "1" } } },
  { label: "The answer to each POST is lost", fault: { method: "POST", path: "", effect: "drop_after" } },
  { label: "Each POST is lost before it arrives", fault: { method: "POST", path: "", effect: "drop_before" } },
  { label: "Each DELETE fails: 500", fault: { method: "DELETE", path: "", effect: "respond", status: 500 } },
  { label: "Answers have no id", fault: { method: "POST", path: "", effect: "no_id" } },
  { label: "Slow: one second for each request", fault: { method: "*", path: "", effect: "delay", seconds: 1 } },
  { label: "Silent: no answer at all", fault: { method: "*", path: "", effect: "hang" } },
  { label: "Lists never end", fault: { method: "GET", path: "", effect: "looping_next_page" } },
];

const open = new Set(); // folded lists that a person has opened
const seen = new Set(); // requests that the table has shown
let trunkNames = new Map(); // by SID
let accounts = [];

// The gate for foreign text, since names come from anybody who can write to the account: text goes in as text and never
// as HTML, and what is hidden or turns the direction of writing by its number.
function shown(value) {
  const text = [...String(value)].slice(0, LONGEST).join("");
  return (text.length < String(value).length ? `${text}…` : text)
    .replace(/\p{C}|(?! )\p{Z}/gu, (sign) => `\\u{${sign.codePointAt(0).toString(16)}}`);
}

function element(tag, options = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (name === "text") made.textContent = shown(value);
    else made.setAttribute(name, shown(value));
  }
  made.append(...children);
  return made;
}

class NotConnected extends Error {}

// Returns the text and the headers of an answer.
async function ask(path, options) {
  let answer, text;
  try {
    answer = await fetch(`/_simulator/${path}`, options);
    text = await answer.text();
  } catch {
    throw new NotConnected(path);
  }
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return { text, headers: answer.headers };
}

function list(key, title, rows, draw, nothing) {
  const box = element("section", {}, element("h4", { text: `${title} (${rows.length})` }));
  if (!rows.length) box.append(element("p", { class: "word", text: nothing }));
  const few = element("ul", {}, ...rows.slice(0, LONG).map((row) => element("li", {}, ...draw(row))));
  box.append(few);
  if (rows.length <= LONG) return box;
  const rest = element("details", {}, element("summary", { text: `${rows.length - LONG} more` }));
  const fill = () => rest.append(element("ul", {}, ...rows.slice(LONG).map((row) => element("li", {}, ...draw(row)))));
  if (open.has(key)) { rest.open = true; fill(); }
  rest.addEventListener("toggle", () => {
    if (rest.open === open.has(key)) return;
    if (rest.open) { open.add(key); fill(); } else { open.delete(key); rest.lastChild.remove(); }
  });
  box.append(rest);
  return box;
}

// Returns a value with a word behind it, and its two buttons.
function named(collection, row, value, word, what) {
  const behind = element("span", { class: "word", text: word ? ` ${word}` : "" });
  return [element("span", {}, element("code", { text: value }), behind), hands(collection, row, `${what} ${value}`)];
}
const inOrder = new Intl.Collator("en", { numeric: true }).compare;
const by = (field) => (one, other) => inOrder(one[field] ?? "", other[field] ?? "");
const asTried = (one, other) => one.priority - other.priority || other.weight - one.weight || by("destination")(one, other);
const rank = (row) => (row.priority === 0 && row.weight === 1 ? "" : `priority ${row.priority}, weight ${row.weight}`);
const arrow = () => element("span", { class: "arrow", "aria-hidden": "true", text: "→" });

function drawTrunk(trunk, of) {
  const sid = trunk.trunk_sid;
  const alias = of.settings.find((row) => row.name === "trunk_external_alias");
  const middle = (title, ...inside) => element("section", {}, element("h4", { text: title }), ...inside);
  const head = element("header", {}, element("h3", { text: trunk.trunk_name }), element("code", { text: sid }),
    element("span", { class: "word", text: trunk.status || "" }), hands("trunks", trunk, `trunk ${trunk.trunk_name}`));
  const incoming = element("div", { class: "way" },
    list(`${sid} numbers`, "Numbers", of.phone_numbers.sort(by("phone_number")),
      (row) => named("phone_numbers", row, row.phone_number, row.mode, "number"), "no number: nobody can call"),
    arrow(), middle("Calls in", element("code", { text: trunk.trunk_name })), arrow(),
    list(`${sid} destinations`, "Destinations", of.destination_uris.sort(asTried),
      (row) => named("destination_uris", row, row.destination, rank(row), "destination"), "no destination: calls in go nowhere"));
  const outgoing = element("div", { class: "way" },
    element("section", {},
      list(`${sid} logins`, "Logins", of.credentials.sort(by("user_name")),
        (row) => named("credentials", row, row.user_name, row.friendly_name || "", "login"), "no login"),
      list(`${sid} addresses`, "Whitelisted addresses", of.whitelisted_ips.sort(by("ip")),
        (row) => named("whitelisted_ips", row, `${row.ip}/${row.mask}`, "", "address"), "no address")),
    arrow(), middle("Calls out", element("code", { text: trunk.domain_name })), arrow(),
    middle("Caller ID shown", ...(alias
      ? [element("div", { class: "row" }, ...named("settings", alias, alias.value, "", "caller ID"))]
      : [element("p", { class: "word", text: "the number that calls" })])));
  return element("article", { "aria-label": `trunk ${trunk.trunk_name}` }, head, incoming, outgoing);
}

async function drawState() {
  const state = JSON.parse((await ask("state")).text);
  const children = ["phone_numbers", "destination_uris", "whitelisted_ips", "credentials", "settings"];
  const byTrunk = new Map(state.trunks.map((trunk) => [trunk.trunk_sid, Object.fromEntries(children.map((name) => [name, []]))]));
  const left = [];
  for (const name of children)
    for (const row of state[name] || []) (byTrunk.get(row.trunk_sid)?.[name] ?? left).push(row);
  trunkNames = new Map(state.trunks.map((trunk) => [trunk.trunk_sid, trunk.trunk_name]));
  const drawn = state.trunks.sort(by("trunk_name")).map((trunk) => drawTrunk(trunk, byTrunk.get(trunk.trunk_sid)));
  if (!drawn.length) drawn.push(element("p", { class: "empty", text: "No trunk yet. Run `pulumi up`: what it makes appears here." }));
  if (left.length)
    drawn.push(element("article", {}, list("left", "Left behind by deleted trunks", left, (row) => named("credentials", row, row.user_name || row.id, `of ${row.trunk_sid}`, "login"), "")));
  const held = document.activeElement?.closest?.("#trunk-list details");
  const place = held ? [...document.querySelectorAll("#trunk-list details")].indexOf(held) : -1;
  byId("trunk-list").replaceChildren(...drawn);
  if (place >= 0) document.querySelectorAll("#trunk-list details")[place]?.querySelector("summary").focus();
}

// Returns a request's path without what each path has, and with the names of trunks in place of their SIDs.
function short(path) {
  const [, account, rest] = /^\/v2\/accounts\/([^/]+)\/(.*)$/.exec(path) ?? [];
  if (!account) return path;
  const named = rest.replace(/trmum1\w+|TK\w+/g, (sid) => trunkNames.get(sid) ?? sid);
  return accounts.length > 1 ? `${account}: ${named}` : named;
}

async function drawRequests() {
  const answer = await ask(`requests?last=${SHOWN}`);
  const entries = JSON.parse(answer.text);
  const total = Number(answer.headers.get("X-Total-Count"));
  const rows = entries.map((entry) => {
    const key = `${entry.time}`;
    const fresh = !seen.has(key);
    seen.add(key);
    const query = new URLSearchParams(entry.query).toString();
    const path = `${entry.path}${query ? `?${query}` : ""}`;
    const well = entry.status !== null && entry.status < 400;
    return element("tr", fresh ? { class: "new" } : {},
      element("td", { text: entry.clock }),
      element("td", { class: well ? "good" : "bad", text: entry.status ?? "no answer" }),
      element("td", { title: path, text: `${entry.method} ${short(path)}` }),
      element("td", { text: entry.body === null ? "" : JSON.stringify(entry.body) }));
  });
  byId("request-list").replaceChildren(...rows.reverse());
  const words = total === 1 ? "1 request" : `${total} requests`;
  byId("request-count").textContent = total > SHOWN ? `${words}; the last ${SHOWN} are shown` : words;
}

const same = (one, other) => one.method === other.method && one.path === other.path && one.effect === other.effect;

async function drawFaults() {
  const pending = JSON.parse((await ask("faults")).text);
  for (const [index, item] of FAULTS.entries())
    byId(`fault-${index}`).setAttribute("aria-checked", String(pending.some((fault) => same(fault, item.fault))));
  byId("faults-on").hidden = !pending.length;
  byId("faults-on").textContent = pending.length === 1 ? "1 fault is on" : `${pending.length} faults are on`;
  const others = pending.filter((fault) => !FAULTS.some((item) => same(fault, item.fault)));
  byId("fault-others").hidden = !others.length;
  byId("fault-others").textContent = shown("Others: " +
    others.map((fault) => `${fault.method} ${fault.path} ${fault.effect}${fault.times ? ` (${fault.times} times)` : ""}`).join(" · "));
}

const json = (method, body) => ({ method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

function drawSwitches() {
  for (const [index, { label, fault }] of FAULTS.entries()) {
    const button = element("button", { type: "button", role: "switch", id: `fault-${index}`, "aria-checked": "false", text: label });
    button.addEventListener("click", () => {
      const isOn = button.getAttribute("aria-checked") === "true";
      ask("faults", isOn ? json("DELETE", fault) : json("POST", { ...fault, times: 0 }));
    });
    byId("fault-list").append(element("li", {}, button));
  }
}

const DRAW = { state: drawState, requests: drawRequests, faults: drawFaults, calls: drawCalls };
let drawn = {};
let wanted = null;
let busy = false;

// One round at a time, and always the newest counts: a run of the provider changes more often than a page can draw.
async function follow(counts) {
  wanted = counts;
  if (busy) return;
  busy = true;
  try {
    while (wanted) {
      const next = wanted;
      wanted = null;
      for (const [part, draw] of Object.entries(DRAW)) if (next[part] !== drawn[part]) await draw();
      drawn = next;
    }
  } catch (error) {
    // The simulator has stopped between an event and an answer: all is drawn again when the stream is open again.
    if (!(error instanceof NotConnected)) throw error;
  } finally {
    busy = false;
  }
}

function connect() {
  const stream = new EventSource("/_simulator/events");
  const show = (isLive) => {
    byId("connection").textContent = isLive ? "live" : "not connected: is the simulator running?";
    byId("connection").classList.toggle("live", isLive);
  };
  stream.addEventListener("open", () => { drawn = {}; show(true); });
  stream.addEventListener("error", () => show(false));
  stream.addEventListener("message", (event) => follow(JSON.parse(event.data)));
}

byId("reset").addEventListener("click", () => byId("confirm").showModal());
byId("confirm-no").addEventListener("click", () => byId("confirm").close());
byId("confirm-yes").addEventListener("click", async () => {
  await ask("reset", { method: "POST" });
  byId("confirm").close();
});

drawSwitches();
ask("about").then(({ text }) => {
  const about = JSON.parse(text);
  accounts = about.accounts;
  byId("about").textContent = shown(`account ${accounts.join(", ")} · dialect ${about.dialect}`);
});
connect();
