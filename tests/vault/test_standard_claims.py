"""Claims of OpenID Connect that nobody types, and addresses of the web that some people do."""

from datetime import UTC, date, datetime

import pytest

from vault import catalogue
from vault.derived.standard import CENTRAL, EASTERN, WESTERN
from vault.fields.online import FIELDS as ONLINE
from vault.validation.outcome import Facts
from vault.values import Value

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
ZONES = [
    ("35.74.04.1001", WESTERN),
    ("11.01.01.2001", WESTERN),
    ("61.71.01.1001", WESTERN),
    ("51.71.01.1001", CENTRAL),
    ("63.71.01.1001", CENTRAL),
    ("71.71.01.1001", CENTRAL),
    ("81.71.01.1001", EASTERN),
    ("95.01.01.2001", EASTERN),
    ("99.01.01.2001", WESTERN),
]


def answer(key: str, **data):
    values = {name: Value(name, one, "self_declared", "self", NOW, 1) for name, one in data.items()}
    return catalogue.get(key).evaluate(values, TODAY)


def checked(typed: str):
    [rule] = {field.rule for field in ONLINE}
    return rule(typed, Facts({}, TODAY))


@pytest.mark.parametrize(("village", "zone"), ZONES)
def test_the_zone_is_that_of_where_the_citizen_lives(village: str, zone: str) -> None:
    assert answer("zoneinfo", domicile_village_code=village) == zone
    assert answer("zoneinfo", ktp_village_code=village) == zone


def test_the_current_address_speaks_before_the_one_of_the_card() -> None:
    assert answer("zoneinfo", domicile_village_code="51.71.01.1001", ktp_village_code="35.74.04.1001") == CENTRAL
    assert answer("zoneinfo") is None


@pytest.mark.parametrize(
    ("name", "told"),
    [("Bu Siti", "bu.siti"), ("Nur'aini", "nuraini"), ("  José  ", "jose"), ("M. Amin", "m.amin"), ("ꦱꦶꦠꦶ", None)],
)
def test_a_user_name_is_how_one_likes_to_be_called(name: str, told: str | None) -> None:
    assert answer("preferred_username", preferred_name=name) == told


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://warung.contoh.id", "https://warung.contoh.id"),
        (" HTTPS://Warung.Contoh.ID/Menu?q=1#a ", "https://warung.contoh.id/Menu?q=1#a"),
        ("warung.contoh.id/menu", "https://warung.contoh.id/menu"),
        ("contoh.id:8443", "https://contoh.id:8443"),
        ("", None),
    ],
)
def test_an_address_of_the_web_is_kept_as_https(typed: str, kept: str | None) -> None:
    assert (checked(typed).data, checked(typed).errors) == (kept, ())


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("http://contoh.id", "web_address_https"),
        ("javascript:alert(1)", "web_address_https"),
        ("data:text/html,x", "web_address_https"),
        ("https://", "web_address_form"),
        ("https://localhost/", "web_address_form"),
        ("https://bank@contoh.id/", "web_address_form"),
        ("https://contoh.id/a b", "web_address_form"),
        ('https://contoh.id/"onload="', "web_address_form"),
        ("https://contoh.id\\@jahat.id/", "web_address_form"),
        ("https://[::1/", "web_address_form"),
        ("https://contoh.id:0/", "web_address_form"),
        ("https://contoh.id:99999/", "web_address_form"),
        ("https://c\u043entoh.id/", "web_address_form"),
        ("https://contoh.id/" + "a" * 300, "web_address_long"),
    ],
)
def test_what_is_no_address_to_hand_on(typed: str, code: str) -> None:
    assert [problem.code for problem in checked(typed).errors] == [code]
