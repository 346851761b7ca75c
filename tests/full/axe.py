"""What axe-core finds against a page: the faults that keep readers out."""

from importlib.resources import files
from importlib.util import find_spec

from tests.full.machine import lacking

PACKAGE, SCRIPT = "axe_playwright_python", "axe.min.js"
IMPACTS = frozenset({"serious", "critical"})
RUN = "() => axe.run(document, { resultTypes: ['violations'] }).then((found) => found.violations)"


def script():
    """The source of axe-core."""
    if find_spec(PACKAGE) is None:
        lacking("axe-core", "make test-full")
    return (files(PACKAGE) / SCRIPT).read_text(encoding="utf-8")


def findings(page):
    """The serious and critical faults of a page as it stands, each as `impact rule: target`. The page's own policy may stay as it is."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(script())
    found = [fault for fault in page.evaluate(RUN) if fault["impact"] in IMPACTS]
    return [f"{fault['impact']} {fault['id']}: {target(node)}" for fault in found for node in fault["nodes"]]


def target(node):
    """Where a fault is, as selectors."""
    return " ".join(part if isinstance(part, str) else " >>> ".join(part) for part in node["target"])
