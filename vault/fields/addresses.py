"""Addresses: the one on the identity card, and where the citizen lives."""

from typing import Any

from vault import regions
from vault.fields.field import DUKCAPIL, Field, Part, Widget, choices_of
from vault.validation.addresses import rt_rw, village
from vault.validation.choices import yes_or_no
from vault.validation.dates import month
from vault.validation.numbers import digits
from vault.validation.words import text

GROUND = "UU 27/2022, 4(3)f"
RESIDENCE_PROOF = "RT/RW, kelurahan"
YES_NO = choices_of({"true": ("Ya", "Yes"), "false": ("Tidak", "No")})
STREET_HELP = (
    "Jalan, gang, perumahan, blok, nomor, dusun atau lingkungan.",
    "Street, alley, estate, block, number, hamlet.",
)
RT_RW_HELP = ("Isi - jika tidak ada.", "Type - where there is none.")
POSTAL_HELP = (
    "Terisi sendiri setelah Anda memilih kelurahan; boleh diubah.",
    "Fills itself once you have chosen the village; you may change it.",
)
RT_RW_PARTS = (
    Part(name="rt", label_id="RT", label_en="RT", widget=Widget.NUMBER),
    Part(name="rw", label_id="RW", label_en="RW", widget=Widget.NUMBER),
)
DOMICILE_OF = {
    "domicile_street": "ktp_street",
    "domicile_rt_rw": "ktp_rt_rw",
    "domicile_village_code": "ktp_village_code",
    "domicile_postal_code": "ktp_postal_code",
}
POSTAL_OF = {"ktp_village_code": "ktp_postal_code", "domicile_village_code": "domicile_postal_code"}
SAME_ADDRESS = "domicile_same_as_ktp"


def neighbourhood(data: dict[str, str]) -> str:
    """Return RT and RW as an address line writes them."""
    return f"RT {data['rt']}/RW {data['rw']}"


def _village_claim(code: str) -> dict[str, Any]:
    names = dict(zip(("village", "district", "locality", "region"), regions.path(code), strict=False))
    lines = ", ".join(names[level] for level in ("village", "district") if level in names)
    above: dict[str, Any] = {level: names[level] for level in ("locality", "region") if level in names}
    return {"street_address": lines, **above, "country": "ID"}


FIELDS = (
    Field(
        key="ktp_street",
        group="address_ktp",
        label_id="Alamat jalan (KTP)",
        label_en="Street line (ID card)",
        help_id=STREET_HELP[0],
        help_en=STREET_HELP[1],
        rule=text(3, 120),
        ground=GROUND,
        tier=2,
        verifier=DUKCAPIL,
        editable_by=DUKCAPIL,
        claim="address.street_address",
        scope="address",
        autocomplete="street-address",
        example="Jl. Panglima Sudirman No. 19",
    ),
    Field(
        key="ktp_rt_rw",
        group="address_ktp",
        label_id="RT/RW (KTP)",
        label_en="RT/RW (ID card)",
        help_id=RT_RW_HELP[0],
        help_en=RT_RW_HELP[1],
        rule=rt_rw,
        widget=Widget.PARTS,
        parts=RT_RW_PARTS,
        ground=GROUND,
        tier=2,
        verifier=DUKCAPIL,
        editable_by=DUKCAPIL,
        claim="address.street_address",
        to_claim=neighbourhood,
        scope="address",
        example={"rt": "003", "rw": "005"},
    ),
    Field(
        key="ktp_village_code",
        group="address_ktp",
        label_id="Kelurahan/desa (KTP)",
        label_en="Village (ID card)",
        rule=village("ktp_village_code"),
        widget=Widget.VILLAGE,
        ground=GROUND,
        tier=2,
        verifier=DUKCAPIL,
        editable_by=DUKCAPIL,
        claim="address.",
        to_claim=_village_claim,
        scope="address",
        example="35.74.04.1001",
    ),
    Field(
        key="ktp_postal_code",
        group="address_ktp",
        label_id="Kode pos (KTP)",
        label_en="Postal code (ID card)",
        help_id=POSTAL_HELP[0],
        help_en=POSTAL_HELP[1],
        rule=digits("postal", 5),
        widget=Widget.NUMBER,
        ground=GROUND,
        tier=1,
        verifier=DUKCAPIL,
        claim="address.postal_code",
        scope="address",
        autocomplete="postal-code",
        example="67211",
    ),
    Field(
        key=SAME_ADDRESS,
        group="address_domicile",
        label_id="Domisili sama dengan KTP",
        label_en="I live at my ID-card address",
        help_id="Jika ya, alamat domisili Anda selalu dijawab dari alamat KTP, dan isian di bawahnya tidak dipakai.",
        help_en="If yes, your current address is always answered from the ID-card address, and the fields below are unused.",
        rule=yes_or_no,
        widget=Widget.CHOICE,
        choices=YES_NO,
        ground=GROUND,
        tier=1,
        scope="address_domicile",
        example=True,
    ),
    Field(
        key="domicile_street",
        group="address_domicile",
        label_id="Alamat jalan (domisili)",
        label_en="Street line (current address)",
        help_id=STREET_HELP[0],
        help_en=STREET_HELP[1],
        rule=text(3, 120),
        ground=GROUND,
        tier=2,
        verifier=RESIDENCE_PROOF,
        scope="address_domicile",
        autocomplete="street-address",
        example="Jl. Panglima Sudirman No. 19",
    ),
    Field(
        key="domicile_rt_rw",
        group="address_domicile",
        label_id="RT/RW (domisili)",
        label_en="RT/RW (current address)",
        help_id=RT_RW_HELP[0],
        help_en=RT_RW_HELP[1],
        rule=rt_rw,
        widget=Widget.PARTS,
        parts=RT_RW_PARTS,
        ground=GROUND,
        tier=2,
        verifier=RESIDENCE_PROOF,
        scope="address_domicile",
        example={"rt": "003", "rw": "005"},
    ),
    Field(
        key="domicile_village_code",
        group="address_domicile",
        label_id="Kelurahan/desa (domisili)",
        label_en="Village (current address)",
        rule=village("domicile_village_code"),
        widget=Widget.VILLAGE,
        ground=GROUND,
        tier=2,
        verifier=RESIDENCE_PROOF,
        scope="address_domicile",
        example="35.74.04.1001",
    ),
    Field(
        key="domicile_postal_code",
        group="address_domicile",
        label_id="Kode pos (domisili)",
        label_en="Postal code (current address)",
        help_id=POSTAL_HELP[0],
        help_en=POSTAL_HELP[1],
        rule=digits("postal", 5),
        widget=Widget.NUMBER,
        ground=GROUND,
        tier=1,
        verifier=RESIDENCE_PROOF,
        scope="address_domicile",
        autocomplete="postal-code",
        example="67211",
    ),
    Field(
        key="domicile_since",
        group="address_domicile",
        label_id="Tinggal di sini sejak",
        label_en="Living here since",
        help_id="Bulan-tahun, misalnya 07-2019. Pendaftaran sekolah menurut zonasi memerlukannya.",
        help_en="Month-year, such as 07-2019. Admission to schools of the neighbourhood asks for it.",
        rule=month,
        widget=Widget.MONTH,
        ground=GROUND,
        tier=1,
        verifier="Dukcapil (KK) / kelurahan",
        scope="address_domicile",
        autocomplete="off",
        example="2019-07",
        is_for_some=True,
    ),
)
