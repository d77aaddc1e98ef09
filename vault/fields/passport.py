"""Passport, and what a citizen needs in order to be served well: both belong to few, and are asked of nobody else."""

from vault.fields.field import Choice, Field, Part, Widget, choices_of, values_of
from vault.validation.choices import some_of
from vault.validation.dates import expiry
from vault.validation.registrations import passport, passport_doubts
from vault.validation.rows import parts
from vault.validation.words import text

IMMIGRATION = "Ditjen Imigrasi"
DISABILITIES: tuple[Choice, ...] = choices_of(
    {
        "fisik": ("Fisik", "Physical"),
        "intelektual": ("Intelektual", "Intellectual"),
        "mental": ("Mental", "Mental"),
        "sensorik netra": ("Sensorik netra", "Sight"),
        "sensorik rungu/wicara": ("Sensorik rungu/wicara", "Hearing or speech"),
        "ganda": ("Ganda", "Multiple"),
    }
)

FIELDS = (
    Field(
        key="passport_number",
        group="identity",
        label_id="Nomor paspor",
        label_en="Passport number",
        help_id="Biasanya satu huruf dan tujuh angka, misalnya X0000001.",
        help_en="Usually one letter and seven digits, such as X0000001.",
        rule=passport,
        doubts=passport_doubts,
        ground="UU 27/2022, 4(3)f",
        tier=3,
        verifier=IMMIGRATION,
        scope="passport",
        autocomplete="off",
        example="X0000001",
        is_for_some=True,
    ),
    Field(
        key="passport_expiry",
        group="identity",
        label_id="Masa berlaku paspor",
        label_en="Passport expiry",
        help_id="Hari-bulan-tahun, misalnya 01-05-2031.",
        help_en="Day-month-year, such as 01-05-2031.",
        rule=expiry,
        widget=Widget.DAY,
        ground="UU 27/2022, 4(3)f",
        tier=2,
        verifier=IMMIGRATION,
        scope="passport",
        autocomplete="off",
        example="2031-05-01",
        is_for_some=True,
    ),
    Field(
        key="disability_status",
        group="identity",
        label_id="Ragam disabilitas dan kebutuhan pendampingan",
        label_en="Disability and assistance needs",
        help_id="Hanya jika Anda ingin dilayani sesuai kebutuhan Anda. Boleh diisi sebagian saja.",
        help_en="Only if you would like to be served as you need it. You may fill in a part of it.",
        rule=parts(
            "disability",
            {"kinds": some_of(values_of(DISABILITIES)), "access_needs": text(2, 200)},
            optional=("kinds", "access_needs"),
        ),
        widget=Widget.PARTS,
        parts=(
            Part(
                name="kinds",
                label_id="Ragam disabilitas",
                label_en="Disability",
                widget=Widget.BOXES,
                choices=DISABILITIES,
                optional=True,
            ),
            Part(
                name="access_needs",
                label_id="Yang Anda butuhkan saat dilayani",
                label_en="What you need when being served",
                help_id="Misalnya juru bahasa isyarat, kursi roda, atau huruf besar.",
                help_en="Such as a sign-language interpreter, a wheelchair, or large print.",
                optional=True,
            ),
        ),
        pdp_class="S",
        ground="UU 27/2022, 4(2)a",
        tier=4,
        verifier="Dukcapil / Dinsos",
        scope="access_needs",
        example={"kinds": ["sensorik netra"], "access_needs": "Huruf besar"},
        is_for_some=True,
    ),
)
