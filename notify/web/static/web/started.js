// Waits for the real profile to take over: its answer to this page is a redirect to its sign-in page.
"use strict";
(() => {
  const here = location.pathname;
  const timer = setInterval(async () => {
    try {
      const answer = await fetch(here, { cache: "no-store" });
      if (answer.redirected) {
        clearInterval(timer);
        location.replace(answer.url);
      }
    } catch { /* the site is between its two lives */ }
  }, 1500);
})();
