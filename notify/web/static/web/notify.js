// The page works without this script. It keeps the time left exact each minute, says what was saved, copies a text,
// and keeps the draft of the public report on the device. Same wording as notify/wording.py.
"use strict";
(() => {
  const english = document.documentElement.lang.startsWith("en");
  const SP = "\u00a0";
  const WORDS = english
    ? { reached: "Deadline reached", late: "Late by ", moment: "less than a minute", day: "d" }
    : { reached: "Terme atteint", late: "En retard de ", moment: "moins d’une minute", day: "j" };
  const MINUTE = 60000;
  const DRAFT_LIFE = 24 * 60 * MINUTE;
  const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);

  // Time left ---------------------------------------------------------------------------------
  function duration(milliseconds) {
    const total = Math.floor(Math.abs(milliseconds) / MINUTE);
    const hours = Math.floor(total / 60);
    const minutes = total % 60;
    if (!hours) return minutes ? `${minutes}${SP}min` : WORDS.moment;
    const head = hours >= 120
      ? `${Math.floor(hours / 24)}${SP}${WORDS.day}${SP}${hours % 24}${SP}h`
      : `${hours}${SP}h`;
    return `${head}${SP}${String(minutes).padStart(2, "0")}${SP}min`;
  }

  function remaining(due, now) {
    const left = due - now;
    if (left > 0) return duration(left);
    return left > -MINUTE ? WORDS.reached : WORDS.late + duration(left);
  }

  function refreshClocks() {
    const now = Date.now();
    each("time[data-remaining]", (element) => {
      const due = Date.parse(element.dataset.remaining);
      if (Number.isNaN(due)) return;
      const text = remaining(due, now);
      if (element.textContent !== text) element.textContent = text;
      element.classList.toggle("late", due <= now);
      const label = due <= now && element.closest(".clock")?.querySelector("[data-late-label]");
      if (label) label.textContent = label.dataset.lateLabel;
    });
  }

  // What was saved, and when ------------------------------------------------------------------
  function clockTime(at) {
    const parts = new Intl.DateTimeFormat("fr-FR", {
      timeZone: "Europe/Paris", hour: "numeric", minute: "2-digit", hourCycle: "h23",
    }).formatToParts(at);
    const value = (type) => parts.find((part) => part.type === type).value;
    const hour = Number(value("hour"));
    return english ? `${hour}:${value("minute")}` : `${hour}${SP}h${SP}${value("minute")}`;
  }

  function saySaved(place, at) {
    place.querySelector(".mark span").textContent = place.dataset.text.replace("{heure}", clockTime(at));
    place.querySelector(".mark").hidden = false;
  }

  // A form that is on its way keeps no more drafts: one that arrived after it would hide what was just saved.
  const sent = new Set();
  document.addEventListener("submit", (event) => {
    const elsewhere = event.submitter?.formTarget || event.target.target;
    if (!elsewhere) sent.add(event.target);
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (sent.has(event.target.closest("form"))) event.preventDefault();
  });
  addEventListener("pageshow", () => sent.clear());

  // Draft of a public form, on this device only -----------------------------------------------
  const kept = (form) => [...form.elements].filter(
    (field) => field.name && !["hidden", "password", "file", "submit", "button", "fieldset"].includes(field.type),
  );

  function keepDraft(form, place) {
    const values = kept(form).map((field) => {
      const choice = ["radio", "checkbox"].includes(field.type);
      return [field.name, choice ? field.value : null, choice ? field.checked : field.value];
    });
    const at = Date.now();
    try {
      localStorage.setItem(`notify:${form.dataset.localDraft}`, JSON.stringify({ at, values }));
    } catch {
      return; // storage refused: say nothing, promise nothing
    }
    if (place) saySaved(place, at);
  }

  function restoreDraft(form, place) {
    const key = `notify:${form.dataset.localDraft}`;
    let draft = null;
    try {
      draft = JSON.parse(localStorage.getItem(key));
      if (draft && Date.now() - draft.at > DRAFT_LIFE) {
        localStorage.removeItem(key);
        draft = null;
      }
    } catch {
      return;
    }
    // after a refused submission what the server gives back is newer than the draft
    if (!draft || document.querySelector("[data-error-summary]")) return;
    const fields = kept(form);
    for (const [name, choice, value] of draft.values) {
      const field = fields.find((f) => f.name === name && (choice === null || f.value === choice));
      if (!field) continue;
      if (choice === null) {
        field.value = value;
        if (value !== field.defaultValue) field.closest("details")?.setAttribute("open", ""); // never a hidden answer
      } else {
        field.checked = value;
      }
    }
    if (place) saySaved(place, draft.at);
  }

  function forgetDraft(element) {
    try {
      localStorage.removeItem(`notify:${element.dataset.clearDraft}`);
    } catch { /* nothing was stored */ }
  }

  function watchDraft(form) {
    const place = form.querySelector("[data-autosave]");
    let timer = 0;
    restoreDraft(form, place);
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => keepDraft(form, place), 600);
    });
  }

  // Copy --------------------------------------------------------------------------------------
  function watchCopy(root) {
    each("button[data-copy]", (button) => {
      if (!navigator.clipboard) return;
      button.hidden = false;
      button.onclick = async () => {
        const source = document.querySelector(button.dataset.copy);
        await navigator.clipboard.writeText("value" in source ? source.value : source.innerText);
        button.nextElementSibling.textContent = button.dataset.copied;
      };
    }, root);
  }

  // Start -------------------------------------------------------------------------------------
  refreshClocks();
  setTimeout(() => {
    refreshClocks();
    setInterval(refreshClocks, MINUTE);
  }, MINUTE - (Date.now() % MINUTE));
  document.addEventListener("visibilitychange", () => document.hidden || refreshClocks());
  each("[data-clear-draft]", forgetDraft);
  each("form[data-local-draft]", watchDraft);
  watchCopy(document);
  document.addEventListener("htmx:load", (event) => { watchCopy(event.target); refreshClocks(); });
  document.addEventListener("notify:saved", (event) => {
    const at = Date.parse(event.detail.at);
    each("[data-autosave]", (place) => saySaved(place, at));
  });
  document.querySelector("[data-error-summary]")?.focus();
  addEventListener("beforeprint", () => each(".ribbon details", (list) => { list.open = true; }));
})();
