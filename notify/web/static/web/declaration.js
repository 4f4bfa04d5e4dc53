// The declaration page works without this script. It folds away questions whose condition does not hold, counts signs as one
// types, and remembers which answers were copied into the teleservice (for this content only, on this device).
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
  const sheet = document.querySelector("[data-copied-key]");
  if (!sheet || !navigator.clipboard) return;
  const key = `notify:copied:${sheet.dataset.copiedKey}`;
  const buttons = [...sheet.querySelectorAll("button[data-copy]")];
  let copied = [];
  try {
    copied = JSON.parse(sessionStorage.getItem(key)) || [];
  } catch { /* storage refused: nothing is remembered */ }

  function tell() {
    for (const button of buttons) {
      if (copied.includes(button.dataset.copy)) button.nextElementSibling.textContent = button.dataset.copied;
    }
    const place = sheet.querySelector("[data-copied-count]");
    place.hidden = !copied.length;
    const many = copied.length > 1 ? "s" : "";
    place.textContent = english
      ? `${copied.length} of ${buttons.length} answers copied`
      : `${copied.length} réponse${many} copiée${many} sur ${buttons.length}`;
  }

  sheet.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button || copied.includes(button.dataset.copy)) return;
    copied.push(button.dataset.copy);
    try {
      sessionStorage.setItem(key, JSON.stringify(copied));
    } catch { /* told for this visit only */ }
    tell();
  });
  tell();
})();
