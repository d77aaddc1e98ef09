"""Pages as a person without JavaScript sees them: text, links and forms, parsed from the HTML that was sent."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin


@dataclass
class Control:
    """One input, select, textarea or button."""

    tag: str
    name: str
    value: str
    kind: str = "text"
    checked: bool = False
    disabled: bool = False
    options: list[tuple[str, bool]] = field(default_factory=list)


@dataclass
class Form:
    """One form: where it goes, and its controls in the order of the page."""

    action: str
    method: str
    controls: list[Control] = field(default_factory=list)

    def has(self, name: str) -> bool:
        return any(control.name == name for control in self.controls)

    def buttons(self) -> list[tuple[str, str]]:
        return [(control.name, control.value) for control in self.controls if control.tag == "button"]

    def data(self) -> list[tuple[str, str]]:
        """What the browser would send if nothing were touched and no button were named."""
        pairs: list[tuple[str, str]] = []
        for control in self.controls:
            if not control.name or control.disabled or control.kind in {"submit", "button", "reset"}:
                continue
            if control.kind in {"checkbox", "radio"}:
                if control.checked:
                    pairs.append((control.name, control.value))
            elif control.tag == "select":
                chosen = [value for value, selected in control.options if selected] or [
                    v for v, _ in control.options[:1]
                ]
                pairs.extend((control.name, value) for value in chosen)
            else:
                pairs.append((control.name, control.value))
        return pairs

    def filled(
        self, values: dict[str, str | list[str]], button: tuple[str, str] | None = None
    ) -> list[tuple[str, str]]:
        """The untouched form with `values` typed (a list ticks exactly those boxes), and a button pressed."""
        known = {control.name for control in self.controls}
        missing = set(values) - known
        assert not missing, f"the form has no {missing}; it has {known}"
        pairs = [(name, value) for name, value in self.data() if name not in values]
        for name, value in values.items():
            pairs.extend((name, one) for one in ([value] if isinstance(value, str) else value))
        if button:
            assert any(c.name == button[0] and c.value == button[1] for c in self.controls), f"no button {button}"
            pairs.append(button)
        return pairs


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.text: list[str] = []
        self.title = ""
        self._form: Form | None = None
        self._select: Control | None = None
        self._area: Control | None = None
        self._link: str | None = None
        self._skip = 0
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {k: v or "" for k, v in attrs}
        match tag:
            case "form":
                self._form = Form(a.get("action", ""), a.get("method", "get").lower())
                self.forms.append(self._form)
            case "input" if self._form is not None:
                self._form.controls.append(
                    Control(
                        "input",
                        a.get("name", ""),
                        a.get("value", "on" if a.get("type") == "checkbox" else ""),
                        a.get("type", "text"),
                        "checked" in a,
                        "disabled" in a,
                    )
                )
            case "button" if self._form is not None:
                self._form.controls.append(
                    Control("button", a.get("name", ""), a.get("value", ""), a.get("type", "submit"))
                )
            case "select" if self._form is not None:
                self._select = Control("select", a.get("name", ""), "", "select", disabled="disabled" in a)
                self._form.controls.append(self._select)
            case "option" if self._select is not None:
                self._select.options.append((a.get("value", ""), "selected" in a))
            case "textarea" if self._form is not None:
                self._area = Control("textarea", a.get("name", ""), "", "textarea")
                self._form.controls.append(self._area)
            case "a":
                self._link = a.get("href")
                self.links.append((a.get("href", ""), ""))
            case "script" | "style":
                self._skip += 1
            case "title":
                self._in_title = True

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "form":
                self._form = None
            case "select":
                self._select = None
            case "textarea":
                self._area = None
            case "a":
                self._link = None
            case "script" | "style":
                self._skip -= 1
            case "title":
                self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        if self._area is not None:
            self._area.value += data
        if self._link is not None and self.links:
            href, words = self.links[-1]
            self.links[-1] = (href, (words + data).strip())
        if not self._skip:
            self.text.append(data)


@dataclass
class Page:
    """A page that arrived."""

    url: str
    status: int
    html: str
    headers: dict[str, str]

    def __post_init__(self) -> None:
        reader = _Reader()
        reader.feed(self.html)
        self.forms = reader.forms
        self.links = reader.links
        self.title = reader.title.strip()
        self.text = " ".join(" ".join(reader.text).split())

    def form(self, having: str) -> Form:
        """The one form that has a control named `having`."""
        found = [form for form in self.forms if form.has(having)]
        assert found, f"no form with {having!r} on {self.url} ({self.status}): {self.text[:600]}"
        return found[0]

    def form_to(self, part: str) -> Form:
        """The one form that goes to an address with `part` in it."""
        found = [form for form in self.forms if part in form.action]
        assert found, f"no form to {part!r} on {self.url}: {self.text[:600]}"
        return found[0]

    def target(self, form: Form) -> str:
        return urljoin(self.url, form.action or self.url)

    def link(self, words: str) -> str:
        """The address of the first link whose words or address contain `words`."""
        for href, text in self.links:
            if words in text or words in href:
                return urljoin(self.url, href)
        raise AssertionError(f"no link {words!r} on {self.url}: {self.links}")
