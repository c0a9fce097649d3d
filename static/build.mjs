// Builds static/built from static/ and node_modules: the style sheet, the two scripts, the fonts and the icons.
// Run by `npm run build`; another folder may be named as argument. The same input gives the same bytes.
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "..", "node_modules");
const built = process.argv[2] ?? join(here, "built");
const fresh = `${built}.${process.pid}`;

const fonts = join(modules, "@fontsource", "atkinson-hyperlegible-next", "files");
const faces = [
  ["400", "normal"],
  ["700", "normal"],
  ["400", "italic"],
];

function copy(from, to) {
  cpSync(from, join(fresh, to), { recursive: true });
}

// Source maps are not served, so nothing may point at them.
function copyScript(from, to) {
  writeFileSync(join(fresh, to), readFileSync(from, "utf8").replace(/\/\/# sourceMappingURL=.*$/m, ""));
}

rmSync(fresh, { recursive: true, force: true });
mkdirSync(join(fresh, "fonts"), { recursive: true });

const style = compile(join(here, "scss", "portal.scss"), {
  loadPaths: [modules],
  style: "compressed",
  quietDeps: true,
});
writeFileSync(join(fresh, "portal.css"), style.css);

copy(join(here, "js"), ".");
copy(join(here, "images"), "images");
copyScript(join(modules, "govuk-frontend", "dist", "govuk", "govuk-frontend.min.js"), "govuk-frontend.min.js");
copyScript(join(modules, "htmx.org", "dist", "htmx.min.js"), "htmx.min.js");
for (const subset of ["latin", "latin-ext"]) {
  for (const [weight, face] of faces) {
    copy(
      join(fonts, `atkinson-hyperlegible-next-${subset}-${weight}-${face}.woff2`),
      join("fonts", `atkinson-${subset}-${weight}-${face}.woff2`),
    );
  }
}

rmSync(built, { recursive: true, force: true });
renameSync(fresh, built);
