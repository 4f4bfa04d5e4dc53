// The declaration page works without this script. It folds away questions whose condition does not hold, counts signs as one
// types, and remembers which answers were copied into the teleservice (for this content and
// this person, on this device), and copies the next one.
"use strict";
(() => {
  const english = document.documentElement.lang.startsWith("en");

  // Conditions --------------------------------------------------------------------------------
  const form = document.querySelector("form[action$='enregistrer/']");
  const given = (name) => [...form.elements]
    .filter((field) => field.name === name && (!["radio", "checkbox"].includes(field.type) || field.checked))
    .map((field) => field.value);

  function fold() {
    for (const row of form.querySelectorAll("[data-shown-if]")) {
      const condition = JSON.parse(row.dataset.shownIf);
      const holds = given(condition.field).some((value) => condition.values.includes(value)) !== condition.negated;
      row.hidden = !holds && !row.querySelector(".field--error");
    }
  }

  // Signs -------------------------------------------------------------------------------------
  function count(field) {
    const place = field.id && document.querySelector(`[data-length-of="${field.id}"]`);
    if (!place) return;
    const signs = [...field.value].length;
    const word = english ? (signs === 1 ? "character" : "characters") : (signs > 1 ? "signes" : "signe");
    place.textContent = `${signs}\u00a0${word}`;
  }

  if (form) {
    fold();
    form.addEventListener("change", fold);
    form.addEventListener("input", (event) => count(event.target));
  }

  // Copied ------------------------------------------------------------------------------------
  const marks = document.querySelector("[data-copied-key]");
  const sheet = document.querySelector("[data-copied-sheet]");
  if (!marks || !sheet || !navigator.clipboard) return;
  const key = `notify:copied:${marks.dataset.copiedKey}`;
  const buttons = [...sheet.querySelectorAll("button[data-copy]")];
  const last = marks.querySelector("[data-copied-last]");
  let copied = [];
  try {
    copied = JSON.parse(localStorage.getItem(key)) || [];
  } catch { /* storage refused: nothing is remembered */ }
  marks.hidden = !buttons.length;

  function keep() {
    try {
      localStorage.setItem(key, JSON.stringify(copied));
    } catch { /* told for this visit only */ }
    tell();
  }

  function tell() {
    for (const button of buttons) {
      const done = copied.includes(button.dataset.copy);
      button.nextElementSibling.textContent = done ? button.dataset.copied : "";
    }
    const many = copied.length > 1 ? "s" : "";
    marks.querySelector("[data-copied-count]").textContent = english
      ? `${copied.length} of ${buttons.length} answers copied`
      : `${copied.length} réponse${many} copiée${many} sur ${buttons.length}`;
  }

  sheet.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button || copied.includes(button.dataset.copy)) return;
    copied.push(button.dataset.copy);
    keep();
  });
  marks.querySelector("[data-copy-next]").addEventListener("click", () => {
    const next = buttons.find((button) => !copied.includes(button.dataset.copy));
    if (!next) {
      last.textContent = last.dataset.done;
      return;
    }
    next.click();
    last.textContent = last.dataset.pattern.replace("{label}", next.querySelector(".sr").textContent.replace(/^\W+/u, ""));
  });
  marks.querySelector("[data-copy-again]").addEventListener("click", () => {
    copied = [];
    last.textContent = "";
    keep();
  });
  tell();
})();
