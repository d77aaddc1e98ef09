"""Identity: who the citizen is, as on the identity card."""

from typing import Any

from vault import countries
from vault.fields.field import DUKCAPIL, Field, Part, Widget, choices_of, values_of
from vault.validation.choices import nationality, one_of
from vault.validation.dates import birth_date
from vault.validation.numbers import nik, nik_doubts
from vault.validation.words import academic_titles, full_name, text

GENDERS = choices_of({"P": ("Perempuan", "Female"), "L": ("Laki-laki", "Male")})
CITIZENSHIPS = choices_of(
    {
        "WNI": ("Warga Negara Indonesia (WNI)", "Indonesian citizen"),
        "WNA": ("Warga negara asing (WNA)", "Foreign citizen"),
    }
)
RELIGIONS = choices_of(
    {
        "1": ("Islam", "Islam"),
        "2": ("Kristen", "Protestant Christianity"),
        "3": ("Katolik", "Catholicism"),
        "4": ("Hindu", "Hinduism"),
        "5": ("Buddha", "Buddhism"),
        "6": ("Khonghucu", "Confucianism"),
        "7": ("Kepercayaan terhadap Tuhan Yang Maha Esa", "Belief in the One Almighty God"),
    }
)
BLOOD_TYPES = choices_of(
    {kind: (kind, kind) for kind in ("A", "B", "AB", "O", "A+", "A-", "B+", "B-", "AB+", "AB-", "O+", "O-")}
    | {"TIDAK TAHU": ("Tidak tahu", "Not known")}
)


def _titles_claim(titles: dict[str, str]) -> str:
    return " ".join(titles[part] for part in ("prefix", "suffix") if part in titles)


def _gender_claim(gender: str) -> str:
    return "female" if gender == "P" else "male"


def _place_claim(place: str) -> dict[str, str]:
    return {"locality": place}


def _nationalities_claim(status: dict[str, Any]) -> list[str]:
    return [status["country"]]


FIELDS = (
    Field(
        key="nik",
        group="identity",
        label_id="NIK (Nomor Induk Kependudukan)",
        label_en="National ID number (NIK)",
        help_id="16 angka, ada di bagian atas KTP-el. Setelah diperiksa petugas, NIK hanya dapat diubah di loket.",
        help_en="16 digits, at the top of your ID card. Once an officer has checked it, it is changed at the counter only.",
        rule=nik,
        doubts=nik_doubts,
        widget=Widget.NUMBER,
        ground="UU 27/2022, 4(3)f",
        tier=3,
        verifier=DUKCAPIL,
        editable_by=DUKCAPIL,
        scope="nik",
        autocomplete="off",
        example="3574015708959001",
        is_fixed_once_checked=True,
    ),
    Field(
        key="full_name",
        group="identity",
        label_id="Nama lengkap (sesuai KTP-el)",
        label_en="Full name (as on ID card)",
        help_id="Tulis persis seperti di KTP-el, tanpa gelar. Nama satu kata juga boleh.",
        help_en="Exactly as on your ID card, without titles. A name of one word is fine.",
        rule=full_name,
        ground="UU 27/2022, 4(3)a",
        tier=2,
        verifier=DUKCAPIL,
        editable_by=DUKCAPIL,
        claim="name",
        scope="profile",
        autocomplete="name",
        example="SITI AMINAH",
    ),
    Field(
        key="preferred_name",
        group="identity",
        label_id="Nama panggilan",
        label_en="Preferred name",
        help_id="Kami memakainya untuk menyapa Anda.",
        help_en="We use it to greet you.",
        rule=text(1, 40),
        ground="UU 27/2022, 4(3)f",
        tier=1,
        claim="nickname",
        scope="profile",
        autocomplete="nickname",
        example="Bu Siti",
    ),
    Field(
        key="academic_titles",
        group="identity",
        label_id="Gelar",
        label_en="Titles",
        rule=academic_titles,
        widget=Widget.PARTS,
        parts=(
            Part(name="prefix", label_id="Gelar di depan nama", label_en="Before the name", optional=True),
            Part(name="suffix", label_id="Gelar di belakang nama", label_en="After the name", optional=True),
        ),
        ground="UU 27/2022, 4(3)f",
        tier=1,
        verifier=DUKCAPIL,
        claim="title",
        to_claim=_titles_claim,
        scope="profile",
        example={"suffix": "S.Pd."},
    ),
    Field(
        key="birth_place",
        group="identity",
        label_id="Tempat lahir",
        label_en="Place of birth",
        rule=text(2, 60),
        ground="UU 27/2022, 4(3)f",
        tier=2,
        verifier=DUKCAPIL,
        editable_by=DUKCAPIL,
        claim="place_of_birth",
        to_claim=_place_claim,
        scope="birth",
        autocomplete="off",
        example="PROBOLINGGO",
    ),
    Field(
        key="birth_date",
        group="identity",
        label_id="Tanggal lahir",
        label_en="Date of birth",
        help_id="Hari-bulan-tahun, misalnya 17-08-1995.",
        help_en="Day-month-year, such as 17-08-1995.",
        rule=birth_date,
        widget=Widget.DAY,
        ground="UU 27/2022, 4(3)f",
        tier=2,
        verifier=DUKCAPIL,
        editable_by=DUKCAPIL,
        claim="birthdate",
        # OpenID Connect Core 1.0, section 5.4 counts the day of birth to the profile.
        scope="birth profile",
        autocomplete="bday",
        example="1995-08-17",
    ),
    Field(
        key="gender",
        group="identity",
        label_id="Jenis kelamin",
        label_en="Sex",
        rule=one_of(values_of(GENDERS)),
        widget=Widget.CHOICE,
        choices=GENDERS,
        ground="UU 27/2022, 4(3)b",
        tier=2,
        verifier=DUKCAPIL,
        editable_by=DUKCAPIL,
        claim="gender",
        to_claim=_gender_claim,
        scope="profile",
        autocomplete="sex",
        example="P",
    ),
    Field(
        key="nationality",
        group="identity",
        label_id="Kewarganegaraan",
        label_en="Nationality",
        rule=nationality(countries.CODES),
        widget=Widget.PARTS,
        parts=(
            Part(name="status", label_id="Status", label_en="Status", widget=Widget.CHOICE, choices=CITIZENSHIPS),
            Part(
                name="country",
                label_id="Negara (untuk WNA)",
                label_en="Country (of a foreign citizen)",
                widget=Widget.COUNTRY,
                optional=True,
            ),
        ),
        ground="UU 27/2022, 4(3)c",
        tier=2,
        verifier=f"{DUKCAPIL} / Imigrasi",
        editable_by=DUKCAPIL,
        claim="nationalities",
        to_claim=_nationalities_claim,
        scope="citizenship",
        example={"status": "WNI", "country": "IDN"},
    ),
    Field(
        key="religion",
        group="identity",
        label_id="Agama / kepercayaan",
        label_en="Religion / belief",
        help_id="Hanya perlu untuk beberapa layanan, misalnya pencatatan nikah. Boleh kosong.",
        help_en="Needed by few services only, such as the registration of a marriage. You may leave it empty.",
        rule=one_of(values_of(RELIGIONS)),
        widget=Widget.CHOICE,
        choices=RELIGIONS,
        ground="UU 27/2022, 4(3)d",
        tier=3,
        verifier=DUKCAPIL,
        editable_by=DUKCAPIL,
        scope="civil",
        example="1",
    ),
    Field(
        key="blood_type",
        group="identity",
        label_id="Golongan darah",
        label_en="Blood type",
        rule=one_of(values_of(BLOOD_TYPES)),
        widget=Widget.CHOICE,
        choices=BLOOD_TYPES,
        pdp_class="S",
        ground="UU 27/2022, 4(2)a",
        tier=4,
        verifier=f"{DUKCAPIL} / faskes",
        editable_by=DUKCAPIL,
        scope="health_basic",
        example="O",
    ),
)
