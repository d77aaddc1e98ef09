"""Regions: the package is whole, and the reference town is as it is on the map."""

import pytest

from vault import regions

PLACES = {
    "12.71": (21, 151), "14.08": (14, 131), "17.05": (14, 202), "15.03": (11, 158), "19.01": (8, 81), "18.11": (7, 105),
    "32.72": (7, 33), "33.04": (20, 278), "33.76": (4, 27), "35.74": (5, 29), "62.06": (13, 161), "62.09": (8, 88),
    "62.08": (5, 32), "63.71": (5, 52), "73.06": (18, 167), "33.07": (15, 265),
}  # fmt: skip
PROBOLINGGO = {
    "Kademangan": {"Ketapang", "Triwung Lor", "Triwung Kidul", "Pohsangit Kidul", "Kademangan", "Pilang"},
    "Wonoasih": {"Jrebeng Kidul", "Pakistaji", "Kedunggaleng", "Kedung Asem", "Sumber Taman", "Wonoasih"},
    "Mayangan": {"Mayangan", "Mangunharjo", "Jati", "Sukabumi", "Wiroborang"},
    "Kanigaran": {"Tisnonegaran", "Sukoharjo", "Kanigaran", "Kebonsari Wetan", "Curahgrinting", "Kebonsari Kulon"},
    "Kedopok": {"Jrebeng Kulon", "Kareng Lor", "Sumber Wetan", "Jrebeng Lor", "Kedopok", "Jrebeng Wetan"},
}


def below(codes: list[str]) -> list[str]:
    return [code for parent in codes for code, _ in regions.children(parent)]


def test_the_whole_country_is_there() -> None:
    provinces = [code for code, _ in regions.children()]
    regencies = below(provinces)
    districts = below(regencies)
    villages = below(districts)
    assert (len(provinces), len(regencies), len(districts), len(villages)) == (38, 514, 7285, 83762)


@pytest.mark.parametrize(("place", "counts"), PLACES.items())
def test_each_place_has_its_districts_and_villages(place: str, counts: tuple[int, int]) -> None:
    districts = below([place])
    assert (len(districts), len(below(districts))) == counts


def test_the_tree_of_kota_probolinggo() -> None:
    tree = {name: {village for _, village in regions.children(code)} for code, name in regions.children("35.74")}
    assert tree == PROBOLINGGO
    codes = {regions.postal(code) for code in below(below(["35.74"]))}
    assert all("67211" <= code <= "67239" for code in codes)


def test_a_code_names_its_way_up_and_an_unknown_one_names_itself() -> None:
    assert regions.path("35.74.04.1001") == ("Tisnonegaran", "Kanigaran", "Kota Probolinggo", "Jawa Timur")
    assert not regions.exists("91.01.99.9999")
    assert regions.name("91.01.99.9999") == "91.01.99.9999"


@pytest.mark.parametrize(("code", "area", "answer"), [
    ("35.74.04.1001", "35.74", True), ("35.74.04.1001", "35.74.04.1001", True), ("35.74.04.1001", "35", True),
    ("35.74.04.1001", "35.7", False), ("35.74.04.1001", "35.74.03", False), ("", "35.74", False),
])  # fmt: skip
def test_lying_in_an_area_goes_by_whole_steps_of_the_code(code: str, area: str, answer: bool) -> None:
    assert regions.lies_in(code, area) is answer
