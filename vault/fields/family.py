"""Family: the family card, and the people whom the citizen supports."""

from vault.fields.field import DUKCAPIL, Field, Part, Widget, choices_of, values_of
from vault.validation.choices import one_of
from vault.validation.numbers import digits, family_card_doubts
from vault.validation.rows import dependants
from vault.validation.words import full_name

CHILD = "ANAK"
HEAD = "KEPALA KELUARGA"
ROLES = choices_of(
    {
        HEAD: ("Kepala keluarga", "Head of family"),
        "SUAMI": ("Suami", "Husband"),
        "ISTRI": ("Istri", "Wife"),
        CHILD: ("Anak", "Child"),
        "MENANTU": ("Menantu", "Son- or daughter-in-law"),
        "CUCU": ("Cucu", "Grandchild"),
        "ORANG TUA": ("Orang tua", "Parent"),
        "MERTUA": ("Mertua", "Parent-in-law"),
        "FAMILI LAIN": ("Famili lain", "Other relative"),
        "PEMBANTU": ("Pembantu", "Domestic worker"),
        "LAINNYA": ("Lainnya", "Other"),
    }
)
DEPENDANT_ROLES = tuple(role for role in ROLES if role.value != HEAD)

FIELDS = (
    Field(
        key="family_card_number",
        group="family",
        label_id="Nomor Kartu Keluarga (KK)",
        label_en="Family card number (KK)",
        help_id="16 angka, di bagian atas Kartu Keluarga. Nomornya berganti jika keluarga pindah atau berpisah.",
        help_en="16 digits, at the top of the family card. It changes when a family moves or splits.",
        rule=digits("kk", 16),
        doubts=family_card_doubts,
        widget=Widget.NUMBER,
        ground="UU 27/2022, 4(3)f",
        tier=3,
        verifier=DUKCAPIL,
        editable_by=DUKCAPIL,
        scope="family",
        autocomplete="off",
        example="3574010101209001",
    ),
    Field(
        key="family_role",
        group="family",
        label_id="Status hubungan dalam keluarga",
        label_en="Relationship in the family",
        help_id="Seperti tertulis di Kartu Keluarga.",
        help_en="As written on the family card.",
        rule=one_of(values_of(ROLES)),
        widget=Widget.CHOICE,
        choices=ROLES,
        ground="UU 27/2022, 4(3)f",
        tier=2,
        verifier=DUKCAPIL,
        editable_by=DUKCAPIL,
        scope="family",
        example="ISTRI",
    ),
    Field(
        key="mother_name",
        group="family",
        label_id="Nama ibu kandung",
        label_en="Mother's maiden name",
        help_id="Bank memakainya untuk mengenali Anda. Berikan hanya kepada layanan yang benar-benar memerlukannya.",
        help_en="Banks use it to recognise you. Give it only to services that truly need it.",
        rule=full_name,
        ground="UU 27/2022, 4(3)f",
        tier=3,
        verifier=DUKCAPIL,
        editable_by=DUKCAPIL,
        scope="family_parents",
        autocomplete="off",
        example="KHOIRIYAH",
        is_about_others=True,
    ),
    Field(
        key="dependants",
        group="family",
        label_id="Anak dan tanggungan",
        label_en="Children and dependants",
        help_id="Paling banyak 15 orang. Untuk orang dewasa, tanyakan dulu kepada yang bersangkutan.",
        help_en="At most 15 people. Ask adults before you enter them.",
        rule=dependants(one_of(values_of(DEPENDANT_ROLES))),
        widget=Widget.ROWS,
        parts=(
            Part(name="name", label_id="Nama lengkap", label_en="Full name"),
            Part(
                name="birth_date",
                label_id="Tanggal lahir",
                label_en="Date of birth",
                widget=Widget.DAY,
                help_id="Hari-bulan-tahun, misalnya 05-03-2021.",
                help_en="Day-month-year, such as 05-03-2021.",
            ),
            Part(
                name="role",
                label_id="Hubungan dengan Anda",
                label_en="Relation to you",
                widget=Widget.CHOICE,
                choices=DEPENDANT_ROLES,
            ),
            Part(name="nik", label_id="NIK", label_en="NIK", widget=Widget.NUMBER, optional=True),
        ),
        pdp_class="S",
        ground="UU 27/2022, 4(2)e",
        tier=4,
        verifier=DUKCAPIL,
        editable_by=DUKCAPIL,
        scope="family_children",
        example=[{"name": "AISYAH PUTRI", "birth_date": "2021-03-05", "role": CHILD}],
        is_about_others=True,
    ),
)
