// The hands of a colleague in the console: each object on the page can be changed and deleted, and no stack knows.
"use strict";

// What the console lets a person change, by collection.
const FIELDS = {
  trunks: ["trunk_name", "domain_name", "nso_code", "status"],
  phone_numbers: ["phone_number", "mode"],
  destination_uris: ["destination", "priority", "weight"],
  whitelisted_ips: ["ip", "mask"],
  credentials: ["user_name", "password", "friendly_name"],
  settings: ["value"],
};
const byId = (id) => document.getElementById(id);
let act = async () => {}; // what the dialog does if a person agrees

// Returns the two buttons of an object; `name` says in words which object it is.
function hands(collection, row, name) {
  const change = element("button", { type: "button", class: "hand", "aria-label": `Change ${name}`, text: "✎" });
  const remove = element("button", { type: "button", class: "hand", "aria-label": `Delete ${name}`, text: "×" });
  change.addEventListener("click", () => askForChange(collection, row, name));
  remove.addEventListener("click", () => askForDeletion(collection, row, name));
  return element("span", { class: "hands" }, change, remove);
}

function askForDeletion(collection, row, name) {
  const along = collection === "trunks" ? " Exotel deletes what is on it, too, but its logins." : "";
  show(`Delete ${name}?`, `Nobody asks Pulumi.${along}`, "Delete it", []);
  act = () => send("DELETE", collection, row);
}

function askForChange(collection, row, name) {
  const inputs = FIELDS[collection].map((field) => {
    const id = `hand-${field}`;
    const input = element("input", { id, type: field === "password" ? "password" : "text", autocomplete: "off" });
    input.value = field === "password" ? "" : (row[field] ?? "");
    return element("p", {}, element("label", { for: id, text: field }), input);
  });
  show(`Change ${name}`, "What is left as it is stays as it is.", "Change it", inputs);
  act = async () => {
    const changed = FIELDS[collection].map((field) => [field, valueOf(field, row[field])])
      .filter(([field, value]) => (field === "password" ? value !== null : value !== (row[field] ?? null)));
    if (changed.length) await send("PATCH", collection, row, Object.fromEntries(changed));
  };
}

// Returns what a person has written, as a number where a number has to stay one.
function valueOf(field, before) {
  const text = byId(`hand-${field}`).value.trim();
  if (typeof before !== "number") return text === "" ? null : text;
  if (!/^\d+$/.test(text)) throw new Error(`${field} is a whole number`);
  return Number(text);
}

function show(title, words, yes, inputs) {
  byId("hand-title").textContent = shown(title);
  byId("hand-words").textContent = words;
  byId("hand-fields").replaceChildren(...inputs);
  byId("hand-fault").textContent = "";
  byId("hand-yes").textContent = yes;
  byId("hand").showModal();
}

async function send(method, collection, row, body) {
  const path = `/_simulator/state/${collection}/${encodeURIComponent(row.id)}`;
  const answer = await fetch(path, body ? json(method, body) : { method });
  if (!answer.ok) throw new Error((await answer.text()).trim());
}

async function agree() {
  try {
    await act();
    byId("hand").close();
  } catch (error) {
    byId("hand-fault").textContent = shown(error.message);
  }
}

byId("hand-no").addEventListener("click", () => byId("hand").close());
byId("hand-yes").addEventListener("click", agree);
byId("hand-fields").addEventListener("keydown", (event) => {
  if (event.key === "Enter") agree();
});
