"""Livelihood: education, work, business, and the account for social aid."""

from vault.fields.banks import BANKS
from vault.fields.field import DUKCAPIL, Field, Part, Widget, choices_of, values_of
from vault.fields.occupations import OCCUPATIONS
from vault.validation.choices import one_of
from vault.validation.livelihood import bank_account, bank_account_doubts, business_profile
from vault.validation.numbers import digits
from vault.validation.words import text

GROUND = "UU 27/2022, 4(3)f"
FINANCE_GROUND = "UU 27/2022, 4(2)f"
# The most that each band holds, in rupiah; the last band has no end, and a citizen need not say.
INCOME_TOPS = {"0-1jt": 1_000_000, "1-2jt": 2_000_000, "2-3,5jt": 3_500_000, "3,5-5jt": 5_000_000, "5-10jt": 10_000_000}
INCOME_WITHOUT_END = ">10jt"
MICRO = "mikro"
EDUCATION = choices_of(
    {
        "1": ("Tidak/belum sekolah", "No schooling (yet)"),
        "2": ("Belum tamat SD", "Primary school, not finished"),
        "3": ("Tamat SD/sederajat", "Primary school"),
        "4": ("SLTP/sederajat", "Lower secondary school"),
        "5": ("SLTA/sederajat", "Upper secondary school"),
        "6": ("Diploma I/II", "Diploma I or II"),
        "7": ("Akademi/Diploma III/Sarjana Muda", "Academy or Diploma III"),
        "8": ("Diploma IV/Strata I", "Diploma IV or bachelor's degree"),
        "9": ("Strata II", "Master's degree"),
        "10": ("Strata III", "Doctorate"),
    }
)
INCOME = choices_of(
    {
        "0-1jt": ("Sampai Rp1.000.000", "Up to Rp1,000,000"),
        "1-2jt": ("Rp1.000.000 sampai Rp2.000.000", "Rp1,000,000 to Rp2,000,000"),
        "2-3,5jt": ("Rp2.000.000 sampai Rp3.500.000", "Rp2,000,000 to Rp3,500,000"),
        "3,5-5jt": ("Rp3.500.000 sampai Rp5.000.000", "Rp3,500,000 to Rp5,000,000"),
        "5-10jt": ("Rp5.000.000 sampai Rp10.000.000", "Rp5,000,000 to Rp10,000,000"),
        INCOME_WITHOUT_END: ("Lebih dari Rp10.000.000", "More than Rp10,000,000"),
        "tidak diisi": ("Tidak ingin mengisi", "Prefer not to say"),
    }
)
SCALES = choices_of(
    {
        MICRO: ("Usaha mikro", "Micro business"),
        "kecil": ("Usaha kecil", "Small business"),
        "menengah": ("Usaha menengah", "Medium business"),
        "besar": ("Usaha besar", "Large business"),
    }
)

FIELDS = (
    Field(
        key="highest_education",
        group="education",
        label_id="Pendidikan terakhir",
        label_en="Highest education",
        rule=one_of(values_of(EDUCATION)),
        widget=Widget.CHOICE,
        choices=EDUCATION,
        ground=GROUND,
        tier=1,
        verifier=DUKCAPIL,
        editable_by=DUKCAPIL,
        scope="education",
        example="5",
    ),
    Field(
        key="school_name",
        group="education",
        label_id="Nama sekolah/perguruan tinggi",
        label_en="School or university",
        rule=text(2, 120),
        ground=GROUND,
        tier=1,
        verifier="Dapodik / PDDikti",
        scope="education",
        autocomplete="off",
        example="SMK Negeri 1 Probolinggo",
    ),
    Field(
        key="diploma_number",
        group="education",
        label_id="Nomor ijazah",
        label_en="Diploma number",
        rule=text(4, 60),
        ground=GROUND,
        tier=2,
        verifier="Dapodik / SIVIL PDDikti",
        scope="education",
        autocomplete="off",
        example="DN-05/M-SMK/0000001",
    ),
    Field(
        key="occupation_code",
        group="employment",
        label_id="Pekerjaan (sesuai KK)",
        label_en="Occupation (as on the family card)",
        rule=one_of(values_of(OCCUPATIONS)),
        widget=Widget.CHOICE,
        choices=OCCUPATIONS,
        ground=GROUND,
        tier=1,
        verifier=DUKCAPIL,
        editable_by=DUKCAPIL,
        scope="employment",
        example="15",
    ),
    Field(
        key="employer_name",
        group="employment",
        label_id="Nama tempat kerja",
        label_en="Employer",
        rule=text(1, 120),
        ground=GROUND,
        tier=1,
        verifier="BPJS Ketenagakerjaan",
        scope="employment",
        autocomplete="organization",
        example="Toko Sumber Rejeki",
    ),
    Field(
        key="income_band",
        group="employment",
        label_id="Kisaran penghasilan per bulan",
        label_en="Monthly income",
        help_id="Layanan biasanya hanya menerima jawaban ya atau tidak, bukan jumlahnya.",
        help_en="Services usually get a yes or no, not the amount.",
        rule=one_of(values_of(INCOME)),
        widget=Widget.CHOICE,
        choices=INCOME,
        pdp_class="S",
        ground=FINANCE_GROUND,
        tier=4,
        verifier="DTSEN",
        scope="income",
        example="1-2jt",
    ),
    Field(
        key="nib",
        group="business",
        label_id="NIB (Nomor Induk Berusaha)",
        label_en="Business ID number (NIB)",
        help_id="13 angka dari OSS.",
        help_en="13 digits, from OSS.",
        rule=digits("nib", 13),
        widget=Widget.NUMBER,
        ground=GROUND,
        tier=2,
        verifier="OSS",
        scope="business",
        autocomplete="off",
        example="1234567890123",
    ),
    Field(
        key="business_profile",
        group="business",
        label_id="Profil usaha",
        label_en="Business profile",
        rule=business_profile(values_of(SCALES)),
        widget=Widget.PARTS,
        parts=(
            Part(name="name", label_id="Nama usaha", label_en="Name of the business"),
            Part(
                name="kbli",
                label_id="Kode KBLI",
                label_en="KBLI codes",
                help_id="5 angka, misalnya 56102. Pisahkan beberapa kode dengan koma.",
                help_en="5 digits, such as 56102. Separate several codes by commas.",
                optional=True,
            ),
            Part(
                name="village_code",
                label_id="Kelurahan/desa tempat usaha",
                label_en="Village of the business",
                widget=Widget.VILLAGE,
                optional=True,
            ),
            Part(
                name="scale",
                label_id="Skala usaha",
                label_en="Size of the business",
                widget=Widget.CHOICE,
                choices=SCALES,
                optional=True,
            ),
        ),
        ground=GROUND,
        tier=1,
        verifier="OSS",
        scope="business",
        example={"name": "Warung Bu Siti", "kbli": ["56102"], "village_code": "35.74.04.1001", "scale": "mikro"},
    ),
    Field(
        key="bank_account",
        group="bank_for_social_aid",
        label_id="Rekening penerima bantuan",
        label_en="Account for social aid",
        help_id="Rekening atas nama Anda sendiri.",
        help_en="An account in your own name.",
        rule=bank_account,
        doubts=bank_account_doubts,
        widget=Widget.PARTS,
        parts=(
            Part(
                name="bank_code",
                label_id="Kode bank",
                label_en="Bank code",
                widget=Widget.NUMBER,
                choices=BANKS,
                help_id="3 angka: 002 BRI, 008 Mandiri, 009 BNI, 014 BCA, 114 Bank Jatim, 451 BSI.",
                help_en="3 digits: 002 BRI, 008 Mandiri, 009 BNI, 014 BCA, 114 Bank Jatim, 451 BSI.",
            ),
            Part(name="number", label_id="Nomor rekening", label_en="Account number", widget=Widget.NUMBER),
            Part(name="holder_name", label_id="Nama pemilik rekening", label_en="Name of the account holder"),
        ),
        pdp_class="S",
        ground=FINANCE_GROUND,
        tier=4,
        verifier="Himbara",
        scope="bank",
        example={"bank_code": "114", "number": "0000000001", "holder_name": "SITI AMINAH"},
    ),
)
