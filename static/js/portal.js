// Starts the GOV.UK components in use, for the page and for every part that htmx puts into it.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "./govuk-frontend.min.js";

const everywhere = [CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios];
const onceAPage = [ServiceNavigation, SkipLink];

function start(scope) {
  createAll(Button, { preventDoubleClick: true }, scope);
  everywhere.forEach((component) => createAll(component, undefined, scope));
}

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
start(document);
onceAPage.forEach((component) => createAll(component));

document.body.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) start(event.target);
});

// An open menu lies over the page. Escape closes it, and so does going elsewhere: what has the focus is never hidden.
const menus = [...document.querySelectorAll(".portal-menu")];
const closeUnlessIn = (place) =>
  menus.filter((menu) => !menu.contains(place)).forEach((menu) => menu.removeAttribute("open"));
document.addEventListener("focusin", (event) => closeUnlessIn(event.target));
document.addEventListener("click", (event) => closeUnlessIn(event.target));
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest(".portal-menu[open]");
  if (!menu) return;
  menu.removeAttribute("open");
  menu.querySelector("summary").focus();
});

// On a screen that is shown to a meeting, the arrow keys go to the next and the previous statement.
document.addEventListener("keydown", (event) => {
  const way = { ArrowRight: "next", ArrowLeft: "prev" }[event.key];
  const held = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
  if (!way || held || event.target.closest("input, select, textarea")) return;
  document.querySelector(`[data-arrows] a[rel="${way}"]`)?.click();
});
