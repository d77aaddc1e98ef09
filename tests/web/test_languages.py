"""Which language a page speaks, and the way back after choosing another."""

import pytest

from web.door.languages import chosen, supported, wished_by_service


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("id", "id"),
        ("id-ID", "id"),
        ("in", "id"),
        ("EN_us", "en"),
        ("jv", None),
        ("", None),
        ("i" * 10_000, None),
        ("id;DROP", None),
    ],
)
def test_tags(tag, language) -> None:
    assert supported(tag) == language


def test_the_persons_choice_comes_first_then_the_browsers_then_the_deployments() -> None:
    assert chosen("en", ["id"], "id") == "en"
    assert chosen("", ["fr", "en-GB", "id"], "id") == "en"
    assert chosen("xx", [], "en") == "en"


def test_thousands_of_wishes_cost_nothing_and_say_nothing() -> None:
    assert wished_by_service("jv su id") == "id"
    assert wished_by_service(" ".join(f"x{n}" for n in range(100_000)) + " en") is None


def lang(browser) -> str:
    return browser.here.html.split('<html lang="')[1][:2]


def test_accept_language_is_heard(town) -> None:
    browser = town.browser()
    browser.get("/", Accept_Language="en-US,en;q=0.9")
    assert lang(browser) == "en"
    browser.get("/", Accept_Language="fr")
    assert lang(browser) == "id"


@pytest.mark.parametrize("path", ["/privacy", "/sign-in?fresh=1", "/", "/ledger"])
def test_choosing_a_language_stays_on_the_page_and_lasts(town, path) -> None:
    browser = town.browser()
    browser.get(path)
    assert lang(browser) == "id"
    browser.change_language()
    assert browser.here.url == town.issuer + path
    assert lang(browser) == "en"
    browser.get("/help")
    assert lang(browser) == "en"
    browser.change_language()
    assert lang(browser) == "id"


@pytest.mark.parametrize(
    "page",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "/nowhere",
        "/language",
        "javascript:alert(1)",
        "",
        "/help\r\nX: y",
        "/hélp",
    ],
)
def test_nothing_foreign_is_a_way_back(town, page) -> None:
    browser = town.browser()
    form = browser.get("/").form("language")
    data = form.filled({"page": page}, ("language", "en"))
    browser.post("/language", data)
    assert browser.left_to is None
    assert browser.here.url == town.issuer + "/"
