"""Looks at the page that a journey has open: axe's rules, and no sideways scrolling at 320 px."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path("node_modules/axe-core/axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW = {"width": 320, "height": 800}

RUN_AXE = """async (tags) => {
    const found = await axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
    return found.violations.map((rule) => ({
        id: rule.id,
        help: rule.help,
        nodes: rule.nodes.map((node) => ({ html: node.html, why: node.failureSummary })),
    }));
}"""
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
    .filter((element) => !element.closest(".portal-scroll"))
    .map((element) => element.outerHTML.slice(0, 160))"""


def assert_accessible(page: Page) -> None:
    """No axe violation on the open page. `evaluate` brings axe in without loosening the page's own policy."""
    page.wait_for_load_state()
    page.evaluate(AXE.read_text())
    violations = page.evaluate(RUN_AXE, RULES)
    assert not violations, f"{page.url} has {len(violations)} axe violations:\n" + "\n".join(map(_told, violations))


def assert_fits_320(page: Page) -> None:
    """The open page needs no sideways scrolling on a small phone or at 400% zoom. Restores the window."""
    page.wait_for_load_state()
    before = page.viewport_size
    page.set_viewport_size(NARROW)
    width = page.evaluate("document.documentElement.scrollWidth")
    culprits = page.evaluate(TOO_WIDE) if width > NARROW["width"] else []
    if before:
        page.set_viewport_size(before)
    assert width <= NARROW["width"], f"{page.url} is {width} px wide at 320 px:\n" + "\n".join(culprits)


def _told(violation: dict[str, Any]) -> str:
    nodes = "\n".join(f"    {node['html'][:200]}\n      {node['why']}" for node in violation["nodes"])
    return f"  {violation['id']}: {violation['help']}\n{nodes}"
