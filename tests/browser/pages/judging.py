"""Judging pages: axe-core finds nothing, nothing scrolls sideways, and it is known which routes were seen."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # all that can differ between the light and the dark dress
AXE = Axe()
MACHINE_ANSWERS = ("application/json", "text/plain", "application/zip", "application/pdf", "image/")


@dataclass
class Judge:
    """Somebody who looks at pages of `live` in one browser page and in one language."""

    live: Any
    page: Any
    language: str
    complaints: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def visit(self, path: str) -> None:
        """Open a page of ours and judge it."""
        answer = self.page.goto(self.live.issuer + path)
        if answer is None or answer.headers.get("content-type", "").startswith(MACHINE_ANSWERS):
            return
        if answer.status >= 500:
            self.complaints.append(f"{path}: {answer.status}")
        self.look()

    def look(self) -> None:
        """Judge the page that the browser shows."""
        name = urlsplit(self.page.url).path
        self.seen.add(self._endpoint(name))
        self._judge(name, {"type": "tag", "values": TAGS})
        self.page.emulate_media(color_scheme="dark")
        self._judge(f"{name} in the dark", {"type": "rule", "values": COLOURS})
        self.page.emulate_media(color_scheme="light")
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            self.complaints.append(f"{name}: {wide} px wider than the phone")
        if self.page.locator("html").get_attribute("lang") != self.language:
            self.complaints.append(f"{name}: not in the language {self.language}")

    def _judge(self, name: str, rules: dict[str, Any]) -> None:
        results = AXE.run(self.page, options={"runOnly": rules, "resultTypes": ["violations"]})
        for violation in results.response["violations"]:
            where = violation["nodes"][0]["target"]
            self.complaints.append(f"{name}: {violation['id']} at {where}: {violation['help']}")

    def links(self, part: str) -> list[str]:
        """The addresses of the page's links that contain `part`."""
        found = self.page.eval_on_selector_all("main a[href]", "links => links.map(link => link.getAttribute('href'))")
        return [link for link in dict.fromkeys(found) if part in link]

    def _endpoint(self, path: str) -> str:
        return str(self.live.app.url_map.bind(urlsplit(self.live.issuer).netloc).match(path, method="GET")[0])


def pages_of(live: Any, *kinds: str) -> dict[str, str]:
    """The pages that let `kinds` in: endpoint by rule, without those that only programs or downloads use."""
    found = {}
    for rule in live.app.url_map.iter_rules():
        passes = getattr(live.app.view_functions[rule.endpoint], "passes", "")
        if "GET" in rule.methods and passes.startswith(kinds) and "download" not in rule.rule:
            found[rule.rule] = rule.endpoint
    return dict(sorted(found.items()))
