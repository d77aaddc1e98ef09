"""Pictures of services: from our own origin, really pictures, small, and nobody's server is asked twice for nothing."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from oidc.clients import logos
from oidc.clients.logos import LogoCache, picture
from oidc.outbound import Door
from tests.conftest import build_town, leave
from tests.oidc.test_endpoints import Party
from tests.town import ISSUER

PNG = b"\x89PNG\r\n\x1a\n" + b"p" * 100_000
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
BODIES = {
    "/logo.png": PNG,
    "/logo.jpg": b"\xff\xd8\xff\xe0jpeg",
    "/logo.webp": b"RIFF\x10\x00\x00\x00WEBPVP8 ",
    "/logo.svg": SVG,
    "/page.png": b"<html><script>alert(1)</script>",
    "/huge.png": PNG * 3,
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, self.headers["Cookie"], self.headers["Referer"]))
        if self.path == "/slow.png":
            self.server.release.wait(30)
        self.send_response(200 if self.path in BODIES else 404)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(BODIES.get(self.path, b""))

    def log_message(self, *_):
        pass


@pytest.fixture
def pictures():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.release = threading.Event()
    server.asked, server.host = [], f"127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def town(database_url, ring, capfd, pictures):
    built = build_town(database_url, ring, outbound_hosts=(pictures.host,))
    yield built
    leave(built, capfd)


def logo(town, pictures, path):
    party = Party(town, logo_uri=f"http://{pictures.host}{path}")
    return party, town.app.test_client().get(f"/clients/{party.id}/logo", base_url=ISSUER)


@pytest.mark.parametrize(("path", "kind"), [("/logo.png", "png"), ("/logo.jpg", "jpeg"), ("/logo.webp", "webp")])
def test_a_picture_comes_from_our_own_origin(town, pictures, path, kind) -> None:
    party, told = logo(town, pictures, path)
    assert (told.status_code, told.mimetype, told.data) == (200, f"image/{kind}", BODIES[path])
    assert told.headers["X-Content-Type-Options"] == "nosniff"
    assert told.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "max-age" in told.headers["Cache-Control"] and "Set-Cookie" not in told.headers
    page = town.browser().get(party.url())
    assert f'src="/clients/{party.id}/logo"' in page.html and pictures.host not in page.html
    assert "img-src 'self'" in page.headers["Content-Security-Policy"]
    town.app.test_client().get(f"/clients/{party.id}/logo", base_url=ISSUER)
    assert pictures.asked == [(path, None, None)], "asked once, and told nothing of who looks"


@pytest.mark.parametrize("path", ["/logo.svg", "/page.png", "/huge.png", "/missing.png"])
def test_what_is_no_small_picture_is_not_told(town, pictures, path) -> None:
    party, told = logo(town, pictures, path)
    assert told.status_code == 404 and b"<script>alert" not in told.data
    town.app.test_client().get(f"/clients/{party.id}/logo", base_url=ISSUER)
    assert len(pictures.asked) == 1, "nor asked for again at once"


def test_a_picture_at_a_private_address_is_not_fetched(town) -> None:
    for address in ("https://127.0.0.1:1/a.png", "https://10.0.0.1/a.png", "https://[::1]/a.png"):
        party = Party(town, logo_uri=address)
        assert town.app.test_client().get(f"/clients/{party.id}/logo", base_url=ISSUER).status_code == 404


def test_who_has_no_picture_shows_none(town) -> None:
    party = Party(town)
    assert town.app.test_client().get(f"/clients/{party.id}/logo", base_url=ISSUER).status_code == 404
    assert town.app.test_client().get("/clients/nobody/logo", base_url=ISSUER).status_code == 404
    assert "<img" not in town.browser().get(party.url()).html


def test_a_slow_server_is_waited_for_by_one_request_only(pictures) -> None:
    cache, door = LogoCache(), Door((pictures.host,))
    url = f"http://{pictures.host}/slow.png"
    first = threading.Thread(target=cache.at, args=(url, door))
    first.start()
    while not pictures.asked:
        time.sleep(0.01)
    assert cache.at(url, door) is None, "which is told while the first still waits"
    pictures.release.set()
    first.join()
    assert len(pictures.asked) == 1


def test_a_picture_is_kept_for_an_hour_and_few_are(pictures, monkeypatch) -> None:
    cache, door = LogoCache(), Door((pictures.host,))
    urls = [f"http://{pictures.host}/logo.png?{n}" for n in range(3)]
    monkeypatch.setattr(logos, "MOST_HELD", 2)
    monkeypatch.setitem(BODIES, "/logo.png?0", PNG)
    for url in [urls[0], urls[0], urls[1], urls[2], urls[0]]:
        cache.at(url, door)
    assert [path[-1] for path, *_ in pictures.asked] == ["0", "1", "2", "0"], "the oldest makes room"
    monkeypatch.setattr(logos, "KEEP_SECONDS", -1.0)
    assert cache.at(urls[0], door) == picture(PNG)
    assert len(pictures.asked) == 5
