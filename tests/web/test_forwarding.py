"""What proxies tell: from whom it is believed, and in which form."""

import pytest

from tests.conftest import build_town, leave
from web.door.forwarding import as_usual, is_among, networks

FOR, PROTO, HOST = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST"
INSIDE = "http://inside"


@pytest.mark.parametrize(
    ("forwarded", "hops", "told"),
    [
        (
            "for=192.0.2.60;proto=https;host=sekali.example",
            1,
            {FOR: "192.0.2.60", PROTO: "https", HOST: "sekali.example"},
        ),
        (
            'For="[2001:db8:cafe::17]:4711"; Host="sekali.example:8443"',
            1,
            {FOR: "2001:db8:cafe::17", HOST: "sekali.example:8443"},
        ),
        ("for=192.0.2.43:47011", 1, {FOR: "192.0.2.43"}),
        (
            "for=8.8.8.8;host=evil.example, for=192.0.2.43;by=10.0.0.1;proto=https",
            1,
            {FOR: "192.0.2.43", PROTO: "https"},
        ),
        ("for=8.8.8.8, for=192.0.2.43;proto=https, for=10.0.0.1;proto=http", 2, {FOR: "192.0.2.43", PROTO: "https"}),
        ("for=unknown", 1, {FOR: "unknown"}),
        ("for=_hidden;xhost=evil.example", 1, {FOR: "_hidden"}),
        ("for=192.0.2.43", 2, {}),
        ("", 1, {}),
        (";;=,", 1, {}),
    ],
)
def test_the_standard_header_is_read_by_the_one_element_that_counts(forwarded, hops, told) -> None:
    assert as_usual(forwarded, hops) == told


@pytest.mark.parametrize(
    ("peer", "is_one"),
    [("10.1.2.3", True), ("::ffff:10.1.2.3", True), ("11.1.2.3", False), ("", False), (None, False), ("unix:", False)],
)
def test_who_is_at_the_other_end(peer, is_one) -> None:
    assert is_among(peer, networks(("10.0.0.0/8", "::1"))) is is_one


@pytest.fixture
def behind(database_url, ring, capfd):
    """A provider behind proxies, and what it answers to a page's address that only the issuer has."""
    towns = []

    def behind(**of_its_own):
        town = build_town(database_url, ring, **({"trusted_proxies": 1} | of_its_own))
        towns.append(town)

        def ask(peer, **headers):
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            client = town.app.test_client()
            return client.get("/help", base_url=INSIDE, headers=named, environ_base={"REMOTE_ADDR": peer}).status_code

        return ask

    yield behind
    for town in towns:
        leave(town, capfd)


def test_only_a_proxy_that_is_named_speaks_for_somebody(behind) -> None:
    ask = behind(proxies=("10.0.0.0/8",))
    assert ask("10.0.0.7", X_Forwarded_Host="localhost:8000") == 200
    assert ask("127.0.0.1", X_Forwarded_Host="localhost:8000") == 307
    assert ask("203.0.113.5", X_Forwarded_Host="localhost:8000") == 307
    assert ask("10.0.0.7", Forwarded="host=localhost:8000") == 307, "not the form that this proxy writes"


def test_a_proxy_on_this_machine_is_believed_unless_told(behind) -> None:
    ask = behind()
    assert (ask("127.0.0.1", X_Forwarded_Host="localhost:8000"), ask("::1", X_Forwarded_Host="localhost:8000")) == (
        200,
        200,
    )
    assert ask("10.0.0.7", X_Forwarded_Host="localhost:8000") == 307


def test_where_the_standard_header_is_spoken_the_others_are_dropped(behind) -> None:
    ask = behind(forwarding_header="Forwarded")
    assert ask("127.0.0.1", Forwarded="for=192.0.2.1;host=localhost:8000") == 200
    assert ask("127.0.0.1", X_Forwarded_Host="localhost:8000") == 307
    assert ask("127.0.0.1", Forwarded="host=evil.example", X_Forwarded_Host="localhost:8000") == 307
    assert ask("203.0.113.5", Forwarded="host=localhost:8000") == 307


def test_control_whoever_is_believed_can_speak_for_anybody(behind) -> None:
    """If every address were named, the tests above would find nothing."""
    assert behind(proxies=("0.0.0.0/0",))("203.0.113.5", X_Forwarded_Host="localhost:8000") == 200
