// Small comforts on top of pages that work without it: messages that can be closed, focus that
// is not lost when htmx swaps a part of the page, menus that close, chips, files that are dropped.
"use strict";

document.documentElement.classList.add("js");

// --- Messages ---------------------------------------------------------------------------------

const TOAST_SECONDS = 8;

function dress(toast) {
  if (toast.dataset.dressed) return;
  toast.dataset.dressed = "yes";
  const close = document.createElement("button");
  close.type = "button";
  close.className = "close";
  close.setAttribute("aria-label", "Close this message");
  close.textContent = "×";
  close.addEventListener("click", () => toast.remove());
  toast.append(close);
  if (toast.classList.contains("error") || toast.classList.contains("warning")) return;
  // Others leave by themselves, but never while somebody points at them or has focus in them.
  const leave = () => {
    if (toast.matches(":hover, :focus-within")) setTimeout(leave, 2000);
    else toast.remove();
  };
  setTimeout(leave, TOAST_SECONDS * 1000);
}

function say(text, kind) {
  const toast = document.createElement("div");
  toast.className = `toast ${kind}`;
  const words = document.createElement("span");
  words.textContent = text;
  toast.append(words);
  document.getElementById("messages").append(toast);
}

function watchMessages() {
  const region = document.getElementById("messages");
  if (!region) return;
  const dressAll = () => region.querySelectorAll(".toast").forEach(dress);
  new MutationObserver(dressAll).observe(region, { childList: true });
  dressAll();
}

// --- htmx: focus and failures -----------------------------------------------------------------

let hadFocus = false;
let neighbour = null; // takes the focus when what held it is gone for good

function putFocus(root) {
  const inner = "[autofocus], [data-focus], [aria-invalid='true']";
  const goal = root.querySelector(inner) ?? root;
  if (!goal.matches("a, button, input, select, textarea, summary, [tabindex]")) goal.tabIndex = -1;
  goal.focus({ preventScroll: goal === root });
}

function restoreFocus(root) {
  if (!hadFocus || (document.activeElement ?? document.body) !== document.body) return;
  hadFocus = false;
  const places = [root, neighbour, document.getElementById("main")];
  putFocus(places.find((place) => place?.isConnected));
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const target = event.detail.target;
  hadFocus = target.contains(document.activeElement);
  neighbour = target.nextElementSibling ?? target.previousElementSibling ?? target.parentElement;
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (!event.detail.elt.closest("#messages")) restoreFocus(event.detail.elt);
});
// A part that was removed settles nothing.
document.addEventListener("htmx:afterRequest", () => setTimeout(restoreFocus, 100));

document.addEventListener("htmx:sendError", () =>
  say("No connection just now. Please try again in a moment.", "error"),
);
document.addEventListener("allauth.error", () =>
  say("The passkey was not accepted. A code by mail always works.", "error"),
);
document.addEventListener("htmx:responseError", () =>
  say("That did not work. Please reload the page and try again.", "error"),
);

// --- Menus: one open at a time, closed by Escape or a click elsewhere --------------------------

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]"))
    if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// --- Chips: what is ticked among the options moves up, what is unticked leaves -----------------

function addChip(box, option) {
  const value = CSS.escape(option.value);
  if (!box.querySelector(`.chiplist input[value="${value}"]`)) {
    const label = document.createElement("label");
    label.className = "chip";
    const tick = document.createElement("input");
    Object.assign(tick, { type: "checkbox", name: option.name, value: option.value, checked: true });
    label.append(tick, option.dataset.label, " ×");
    const item = document.createElement("li");
    item.append(label);
    box.querySelector(".chiplist").append(item);
  }
  box.querySelector(".options").replaceChildren();
  const search = box.querySelector("input[type=search]");
  search.value = "";
  search.focus();
  box.dispatchEvent(new Event("chips", { bubbles: true }));
}

document.addEventListener("change", (event) => {
  const box = event.target.closest("[data-chips]");
  if (!box) return;
  if (event.target.closest(".options")) addChip(box, event.target);
  else if (event.target.closest(".chiplist") && !event.target.checked) {
    event.target.closest("li").remove();
    box.querySelector("input[type=search]").focus();
    box.dispatchEvent(new Event("chips", { bubbles: true }));
  }
});

document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.("[data-chips]");
  if (!box) return;
  const options = [...box.querySelectorAll(".options input")];
  const at = options.indexOf(event.target);
  if (event.key === "Enter" && event.target.type === "search") {
    event.preventDefault(); // or the whole form would be sent
    if (options.length) addChip(box, options[0]);
  } else if (event.key === "Enter" && at >= 0) {
    event.preventDefault();
    addChip(box, event.target);
  } else if (event.key === "ArrowDown" && options.length) {
    event.preventDefault();
    options[Math.min(at + 1, options.length - 1)].focus();
  } else if (event.key === "ArrowUp" && at >= 0) {
    event.preventDefault();
    (options[at - 1] ?? box.querySelector("input[type=search]")).focus();
  } else if (event.key === "Escape") {
    box.querySelector(".options").replaceChildren();
  }
});

document.addEventListener("focusout", (event) => {
  const box = event.target.closest?.("[data-chips]");
  if (box && event.relatedTarget && !box.contains(event.relatedTarget))
    box.querySelector(".options").replaceChildren();
});

// --- Files and forms --------------------------------------------------------------------------

function showName(drop) {
  const file = drop.querySelector("input").files[0];
  if (file) drop.querySelector("[data-drop-name]").textContent = file.name;
}

for (const kind of ["dragover", "dragleave", "drop"])
  document.addEventListener(kind, (event) => {
    const drop = event.target.closest?.("[data-drop]");
    if (!drop) return;
    event.preventDefault();
    drop.classList.toggle("over", kind === "dragover");
    if (kind !== "drop" || !event.dataTransfer.files.length) return;
    drop.querySelector("input").files = event.dataTransfer.files;
    showName(drop);
  });

document.addEventListener("change", (event) => {
  const drop = event.target.closest("[data-drop]");
  if (drop) showName(drop);
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

// --- Everybody on a page of a table --------------------------------------------------------------

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-tick-all]")) return;
  for (const tick of event.target.closest("table").querySelectorAll("tbody input[type=checkbox]"))
    tick.checked = event.target.checked;
});

// --- How many of several introductions are ticked ----------------------------------------------

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-count]");
  if (!form) return;
  const count = form.querySelectorAll("input[type=checkbox]:checked").length;
  form.querySelector("[data-counted]").textContent = `${count} introduction${count === 1 ? "" : "s"}`;
  form.querySelector("button").disabled = count === 0;
});

// --- An address to copy -------------------------------------------------------------------------

document.addEventListener("click", async (event) => {
  if (event.target.matches("[data-select]")) event.target.select();
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    say("Copied.", "success");
  } catch {
    say("Copying is not allowed here. The address is selected: copy it by hand.", "warning");
  }
});

// --- Start ------------------------------------------------------------------------------------

for (const part of document.querySelectorAll("[data-only-js]")) part.hidden = false;
document.addEventListener("htmx:load", (event) => {
  for (const part of event.detail.elt.querySelectorAll?.("[data-only-js]") ?? []) part.hidden = false;
});
watchMessages();
