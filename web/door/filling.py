"""Writing typed values into the form of a finished page, whatever its controls are."""

from collections.abc import Mapping, Sequence
from html import escape
from html.parser import HTMLParser

TYPED = "typed"  # the id of the one form of a page that holds what a person types
FRESH = "data-fresh"  # marks a hidden input that belongs to the page as it is shown now
UNTOUCHED = frozenset({"submit", "button", "reset", "image", "file"})
Attributes = list[tuple[str, str | None]]


def filled(page: str, typed: Mapping[str, Sequence[str]], note: str) -> str:
    """Return `page` with `typed` in its form; a password is never written back, and `note` says so beside it."""
    filler = _Filler(typed, note)
    filler.feed(page)
    filler.close()
    return "".join(filler.out)


class _Filler(HTMLParser):
    def __init__(self, typed: Mapping[str, Sequence[str]], note: str) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._typed = {name: list(values) for name, values in typed.items()}
        self._note = note
        self._is_inside = self._is_replaced = False
        self._chosen: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self._is_inside = dict(attrs).get("id") == TYPED if tag == "form" else self._is_inside
        # What the parser took apart is put together anew only where something changes.
        raw = self.get_starttag_text() or ""
        self.out.append(self._control(tag, attrs, raw) if self._is_inside else raw)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_inside = False
        elif tag == "select":
            self._chosen = None
        elif tag == "textarea":
            self._is_replaced = False
        self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._told(data)

    def handle_entityref(self, name: str) -> None:
        self._told(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._told(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self._told(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self._told(f"<!{decl}>")

    def _told(self, text: str) -> None:
        if not self._is_replaced:
            self.out.append(text)

    def _control(self, tag: str, attrs: Attributes, raw: str) -> str:
        own = dict(attrs)
        name = own.get("name") or ""
        match tag:
            case "input":
                return self._input(name, own, attrs, raw)
            case "textarea" if name in self._typed:
                self._is_replaced = True
                # A browser takes the first line break of a text area for none.
                return f"{raw}\n{escape(self._typed[name].pop(0))}" if self._typed[name] else raw
            case "select":
                self._chosen = self._typed.get(name)
                return raw
            case "option" if self._chosen is not None:
                return _marked(tag, attrs, "selected", is_so=own.get("value") in self._chosen)
            case _:
                return raw

    def _input(self, name: str, own: Mapping[str, str | None], attrs: Attributes, raw: str) -> str:
        kind = own.get("type") or "text"
        values = self._typed.get(name, [])
        if kind in {"checkbox", "radio"}:
            # A box that is not ticked is not sent at all.
            return _marked("input", attrs, "checked", is_so=(own.get("value") or "on") in values)
        if not values or kind in UNTOUCHED or FRESH in own:
            return raw
        if kind == "password":
            return f'{raw}<p class="help" role="status">{escape(self._note)}</p>' if values[0] else raw
        return _tag("input", [pair for pair in attrs if pair[0] != "value"] + [("value", values.pop(0))])


def _marked(tag: str, attrs: Attributes, mark: str, *, is_so: bool) -> str:
    return _tag(tag, [pair for pair in attrs if pair[0] != mark] + ([(mark, None)] if is_so else []))


def _tag(tag: str, attrs: Attributes) -> str:
    told = (name if value is None else f'{name}="{escape(value)}"' for name, value in attrs)
    return f"<{' '.join((tag, *told))}>"
