// Calls on the page: one line for each, its ladder with the messages, and what can go wrong with a call by a click.
"use strict";

const CALLS_SHOWN = 50;
const CALL_FAULTS = [
  { label: "Calls out are refused: 486 Busy Here", fault: { direction: "out", effect: "refuse", status: 486 } },
  { label: "Calls out are refused: 503", fault: { direction: "out", effect: "refuse", status: 503 } },
  { label: "It rings late: after 10 seconds", fault: { direction: "out", effect: "late", seconds: 10 } },
  { label: "Sound before the answer: 3 seconds", fault: { direction: "out", effect: "early_media", seconds: 3 } },
  { label: "A proxy: Record-Route, and a Contact of another transport", fault: { direction: "*", effect: "proxy" } },
  { label: "Exotel hangs up after 3 seconds", fault: { direction: "*", effect: "hang_up", seconds: 3 } },
  { label: "No sound from Exotel", fault: { direction: "*", effect: "no_rtp" } },
];
let drawnCalls = new Map(); // by id: what was drawn, and of which text, so that what a person has opened stays open

const sameCallFault = (one, other) =>
  ["direction", "effect"].every((name) => one[name] === other[name]) && (one.effect !== "refuse" || one.status === other.status);

function drawMessage(message, first) {
  const whole = element("details", {}, element("summary", { text: message.title }), element("pre", { text: "" }));
  whole.querySelector("pre").textContent = message.text; // as long as it is: control characters were taken from it
  const arrow = element("span", { class: "arrow", "aria-label": message.direction === "sent" ? "sent" : "came",
    text: message.direction === "sent" ? "→" : "←" });
  return element("li", { class: message.direction }, element("code", { text: (message.time - first).toFixed(3) }), arrow, whole);
}

async function fillLadder(box, id) {
  const messages = JSON.parse((await ask(`sip/calls/${id}/messages`)).text);
  const rows = messages.map((message) => drawMessage(message, messages[0].time));
  if (!rows.length) rows.push(element("li", { class: "word", text: "no message is kept: none was sent, or the call is long ago" }));
  box.replaceChildren(...rows);
}

function drawCall(call) {
  const well = call.status !== null && call.status < 300;
  const way = call.direction === "out" ? `out: ${call.shown} calls ${call.called}` : `in: ${call.called} at ${call.where}`;
  const heard = well && call.lasted !== null ? `, ${call.heard} packets heard in ${call.lasted} s` : "";
  const line = element("summary", {}, element("code", { text: call.clock }), " ",
    element("span", { class: well ? "good" : "bad", text: call.status ?? "no answer" }), " ",
    element("span", { text: `${way}: ${call.sentence || call.reason}${heard}` }));
  const ladder = element("ol", { class: "ladder" });
  const notes = call.notes.map((note) => element("p", { class: "word", text: note }));
  const box = element("details", { id: `call-${call.id}` }, line, ...notes, ladder);
  box.open = drawnCalls.get(call.id)?.row.querySelector("details").open ?? false;
  box.addEventListener("toggle", () => { if (box.open) fillLadder(ladder, call.id); });
  return element("li", {}, box);
}

function drawnCall(call) {
  const text = JSON.stringify(call);
  const known = drawnCalls.get(call.id);
  return known?.text === text ? known : { text, row: drawCall(call) };
}

async function drawCalls() {
  const calls = JSON.parse((await ask(`sip/calls?last=${CALLS_SHOWN}`)).text);
  const pending = JSON.parse((await ask("sip/faults")).text);
  drawnCalls = new Map(calls.reverse().map((call) => [call.id, drawnCall(call)]));
  byId("call-list").replaceChildren(...[...drawnCalls.values()].map(({ row }) => row));
  byId("call-count").textContent = calls.length ? "" : "No call yet: `exotel-pulumi rehearse` places some.";
  for (const [index, item] of CALL_FAULTS.entries())
    byId(`call-fault-${index}`).setAttribute("aria-checked", String(pending.some((fault) => sameCallFault(fault, item.fault))));
  byId("call-faults-on").hidden = !pending.length;
  byId("call-faults-on").textContent = pending.length === 1 ? "1 fault of calls is on" : `${pending.length} faults of calls are on`;
}

function drawCallSwitches() {
  for (const [index, { label, fault }] of CALL_FAULTS.entries()) {
    const button = element("button", { type: "button", role: "switch", id: `call-fault-${index}`, "aria-checked": "false", text: label });
    button.addEventListener("click", () => {
      const isOn = button.getAttribute("aria-checked") === "true";
      const given = isOn ? fault : { ...fault, times: 0 };
      ask("sip/faults", { method: isOn ? "DELETE" : "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(given) });
    });
    byId("call-fault-list").append(element("li", {}, button));
  }
}

document.addEventListener("DOMContentLoaded", drawCallSwitches);
