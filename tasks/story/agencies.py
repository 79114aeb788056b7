"""Agencies: how news agencies open and close a report, each with where the convention was seen.

A table, no logic: `dateline` and `signoff` make their patterns of it, and the tests make a golden page
of every row.  Add an agency by adding a row.  In examples, `…` stands for the story.

The marks of VNA, Reuters, Kyodo, Bernama, PTI, AP and TASS were checked against crawled reports or code
that reads the wire.  For the other houses `source` says where the convention can be looked up; their rows
were written from knowledge of the wires and not checked there.
"""

from __future__ import annotations

from typing import NamedTuple


class Agency(NamedTuple):
    """One house and its style.

    `names` are the forms its datelines use, `opening` is an example.  `sign_offs` are its end marks as
    printed; each may stand after the last sentence or on a line of its own.
    """

    names: tuple[str, ...]
    opening: str
    sign_offs: tuple[str, ...]
    source: str


AGENCIES = (
    Agency(
        ("VNA", "VNS", "VNP", "NDO", "VNA/VNS", "TTXVN", "VOV"),
        "Hanoi (VNA) – …",
        ("-VNA", "-VNS", "-VNP", "-NDO", "- VNA", "./.", "VNS", "VNA", "(Vietnam+)", "(TTXVN/Vietnam+)"),
        "en.vietnamplus.vn, vietnamnews.vn, en.nhandan.vn: end of report",
    ),
    Agency(
        ("Reuters", "REUTERS", "Thomson Reuters Foundation", "Reuters Breakingviews"),
        "KATHMANDU, April 25 (Reuters) - …",
        ("Reuter", "REUTER", "-- Reuters"),
        "Reuters Handbook of Journalism, Datelines; the mark Reuter: Reuters-21578 README, field BODY",
    ),
    Agency(
        ("AP", "Associated Press"),
        "NEW YORK (AP) — …",
        (),
        "AP Stylebook, entry datelines; (AP) below a photo is a credit",
    ),
    Agency(
        ("AFP", "AFP/APP", "BSS/AFP", "Agence France-Presse"),
        "Paris, Nov 22, 2026 (AFP) - …",
        ("(AFP)", "— AFP", "--AFP", "AFP"),
        "AFP stylebook, datelines; desks' initials close a report: barrons.com/news, `abc/def/gh`",
    ),
    Agency(
        ("Bernama", "BERNAMA"),
        "KUALA LUMPUR, Aug 6 (Bernama) -- …",
        ("-- BERNAMA", "– BERNAMA", "--BERNAMA", "- Bernama"),
        "bernama.com/en: every report ends in -- BERNAMA",
    ),
    Agency(
        ("Yonhap", "Yonhap News Agency"),
        "SEOUL, Nov. 24 (Yonhap) -- …",
        ("(END)",),
        "en.yna.co.kr: (END) on its own line, after the reporter's address",
    ),
    Agency(
        ("Xinhua", "XINHUA"),
        "BEIJING, Nov. 22 (Xinhua) -- …",
        ("Enditem", "Endit", "Enditem.", "(Xinhua)"),
        "english.news.cn: Enditem; cached in the news corpora of the LDC (English Gigaword, xin_eng)",
    ),
    Agency(
        ("Kyodo", "Kyodo News", "KYODO"),
        "TOKYO, Nov 22, Kyodo - …",
        ("==Kyodo", "== Kyodo", "=Kyodo"),
        "Kyodo's clients; Superdesk's parser of its wire ends a story at ==Kyodo",
    ),
    Agency(("Jiji Press", "Jiji"), "Tokyo, Nov. 22 (Jiji Press)--…", ("(Jiji Press)",), "jen.jiji.com: opening line"),
    Agency(
        ("時事", "時事通信"),
        "【ボン時事】…",
        ("（了）",),
        "jiji.com: opening line; （了）, the end, closes its reports",
    ),
    Agency(
        ("新华社", "中新社", "中新网"),
        "新华社波恩11月22日电 …",
        ("（完）",),
        "news.cn, chinanews.com.cn: （完）, the end",
    ),
    Agency(("CNN",), "(CNN) -- …", (), "cnn.com until 2014; later pages have no space: `Bonn (CNN)The …`"),
    Agency(("РИА Новости", "RIA Novosti"), "БОНН, 22 ноя — РИА Новости. …", (), "ria.ru: opening line"),
    Agency(("ANTARA", "Antara", "ANTARA News"), "Jakarta (ANTARA) - …", ("(*)", "(ANTARA)"), "en.antaranews.com"),
    Agency(
        ("PTI", "Press Trust of India"),
        "New Delhi, Nov 22 (PTI) …",
        ("(PTI)", "PTI"),
        "ptinews.com and its clients: `PTI` and the desk's initials, such as `PTI ABC DEF`",
    ),
    Agency(
        ("ANI",),
        "New Delhi [India], November 22 (ANI): …",
        ("(ANI)",),
        "aninews.in: (ANI) after the last sentence",
    ),
    Agency(
        ("IANS",),
        "New Delhi, Nov 22 (IANS) …",
        ("--IANS", "-- IANS", "-IANS", "(IANS)"),
        "ians.in and its clients: --IANS, then the desk's initials",
    ),
    Agency(("UNI",), "New Delhi, Nov 22 (UNI) …", ("UNI",), "uniindia.com: UNI and the desk's initials"),
    Agency(
        ("APP", "Associated Press of Pakistan"),
        "ISLAMABAD, Nov 22 (APP): …",
        ("(APP)",),
        "app.com.pk: opening line; APP/abc closes reports",
    ),
    Agency(("BSS", "UNB"), "DHAKA, Nov 22, 2026 (BSS) - …", ("BSS",), "bssnews.net: opening line; BSS/ABC/1234 closes"),
    Agency(("PNA",), "MANILA – …", ("(PNA)",), "pna.gov.ph: (PNA) after the last sentence"),
    Agency(("CNA", "Focus Taiwan"), "Taipei, Nov. 22 (CNA) …", ("Enditem", "(CNA)"), "focustaiwan.tw: Enditem/ab"),
    Agency(
        ("KCNA",),
        "Pyongyang, November 22 (KCNA) -- …",
        ("-0-",),
        "kcna.kp and kcna.co.jp: -0- on its own line closed reports until 2010",
    ),
    Agency(("KPL",), "(KPL) …", ("KPL",), "kpl.gov.la: last line"),
    Agency(("AKP",), "Phnom Penh (AKP), November 22 –…", ("(AKP)",), "akp.gov.kh: opening line"),
    Agency(("MONTSAME",), "Ulaanbaatar, November 22 /MONTSAME/. …", (), "montsame.mn: opening line"),
    Agency(("TASS", "ITAR-TASS", "ТАСС"), "MOSCOW, November 22. /TASS/. …", ("/TASS/",), "tass.com: opening line"),
    Agency(
        ("Interfax", "Interfax-Ukraine", "Интерфакс"),
        "MOSCOW. Nov 22 (Interfax) - …",
        ("(Interfax)",),
        "interfax.com: opening line",
    ),
    Agency(("Ukrinform", "UNIAN", "Укринформ", "Укрінформ"), "KYIV, November 22 (Ukrinform) - …", (), "ukrinform.net"),
    Agency(("BelTA", "БелТА"), "MINSK, 22 November (BelTA) – …", ("-0-",), "eng.belta.by: opening line"),
    Agency(("ARMENPRESS",), "YEREVAN, NOVEMBER 22, ARMENPRESS. …", (), "armenpress.am: opening line"),
    Agency(("AZERTAC",), "Baku, November 22, AZERTAC …", (), "azertag.az: opening line"),
    Agency(("Kazinform", "KAZINFORM"), "ASTANA. KAZINFORM – …", (), "qazinform.com: opening line"),
    Agency(
        ("dpa", "dpa-AFX", "dpa/tmn", "dpa/lnw"),
        "Berlin (dpa) - …",
        ("(dpa)", "dpa"),
        "dpa.com, dpa-Kompass; the end of its reports is `dpa` and initials, such as `dpa ab xx yyzz`",
    ),
    Agency(("APA",), "Wien (APA) - …", ("(APA)", "(Schluss)", "(Schluß)"), "ots.at: (Schluss) closes a report"),
    Agency(("sda", "Keystone-SDA", "ATS"), "Bern (sda) – …", ("(sda)", "(ats)"), "keystone-sda.ch clients"),
    Agency(("ANSA",), "(ANSA) - ROME, NOV 22 - …", ("(ANSA).", "(ANSA)"), "ansa.it/english: both ends"),
    Agency(("AGI", "Adnkronos"), "Rome, Nov. 22 (Adnkronos) - …", ("(AGI)", "(Adnkronos)"), "agi.it, adnkronos.com"),
    Agency(
        ("EFE", "Efe"),
        "Madrid, 22 nov (EFE).- …",
        ("EFE", "(EFE)"),
        "EFE, Libro del estilo urgente: data; `EFE` and initials on the last line",
    ),
    Agency(("Europa Press",), "MADRID, 22 Nov. (EUROPA PRESS) - …", ("(EUROPA PRESS)",), "europapress.es"),
    Agency(
        ("Lusa", "LUSA"),
        "Lisbon, Nov. 22, 2026 (Lusa) - …",
        ("Lusa/Fim", "Lusa/fim", "Lusa/End", "Lusa/end"),
        "lusa.pt and its clients: authors' initials, then Lusa/Fim",
    ),
    Agency(("Belga", "BELGA"), "BRUSSELS (BELGA) - …", ("(BELGA)", "(Belga)"), "belganewsagency.eu clients"),
    Agency(("ANP",), "AMSTERDAM (ANP) - …", ("(ANP)", "ANP"), "anp.nl clients: opening line"),
    Agency(("TT",), "STOCKHOLM (TT) – …", ("(TT)", "TT"), "tt.se clients: TT after the last line"),
    Agency(("NTB",), "Oslo (NTB): …", ("(NTB)", "(©NTB)"), "ntb.no clients: (©NTB)"),
    Agency(("Ritzau", "ritzau"), "København (Ritzau) - …", ("/ritzau/",), "ritzau.dk clients: /ritzau/"),
    Agency(("STT",), "HELSINKI (STT) – …", ("STT", "(STT)"), "stt.fi clients"),
    Agency(("PAP",), "Warsaw, Nov. 22 (PAP) - …", ("(PAP)",), "pap.pl: (PAP), then the authors' initials"),
    Agency(("CTK", "ČTK"), "Prague, Nov 22 (CTK) - …", ("(CTK)", "(ČTK)"), "ceskenoviny.cz: opening line"),
    Agency(("TASR",), "Bratislava, November 22 (TASR) - …", ("(TASR)",), "newsnow.tasr.sk: opening line"),
    Agency(("MTI",), "Budapest, November 22 (MTI) - …", ("(MTI)",), "mti.hu: opening line"),
    Agency(("BTA",), "Sofia, November 22 (BTA) - …", ("/BTA/",), "bta.bg: editors' initials between slashes"),
    Agency(("Agerpres", "AGERPRES"), "Bucharest, Nov 22 (Agerpres) - …", ("(AGERPRES)",), "agerpres.ro"),
    Agency(("Hina", "HINA"), "ZAGREB, 22 November (Hina) - …", ("(Hina)",), "hina.hr: both ends"),
    Agency(("Tanjug", "FoNet", "Beta"), "BELGRADE, November 22 (Tanjug) - …", ("(Tanjug)", "(Beta)"), "tanjug.rs"),
    Agency(("ANA-MPA", "AMNA"), "ATHENS, Nov 22 (ANA-MPA) - …", ("(ANA-MPA)",), "amna.gr"),
    Agency(("AA", "Anadolu", "Anadolu Agency"), "ANKARA (AA) - …", ("(AA)",), "aa.com.tr clients"),
    Agency(
        ("KUNA",),
        "KUWAIT, Nov 22 (KUNA) -- …",
        ("(end)",),
        "kuna.net.kw: (end), then initials such as `ab.cd`",
    ),
    Agency(
        ("WAM",),
        "ABU DHABI, 22nd November, 2026 (WAM) -- …",
        ("WAM",),
        "wam.ae: WAM/ and the editor's name on the last line",
    ),
    Agency(("SPA",), "Riyadh, November 22, 2026, SPA -- …", ("-- SPA", "--SPA", "– SPA"), "spa.gov.sa: both ends"),
    Agency(("QNA",), "Doha, November 22 (QNA) - …", ("(QNA)",), "qna.org.qa: both ends"),
    Agency(("ONA",), "Muscat, 22 Nov (ONA) --- …", ("--Ends/",), "omannews.gov.om: opening line"),
    Agency(("BNA",), "Manama, Nov. 22 (BNA): …", ("(BNA)",), "bna.bh: opening line"),
    Agency(("Petra",), "Amman, Nov. 22 (Petra) -- …", ("//Petra//",), "petra.gov.jo: //Petra// and initials"),
    Agency(("MENA",), "CAIRO, Nov 22 (MENA) - …", ("(MENA)", "MENA"), "mena.org.eg: both ends"),
    Agency(("APS",), "ALGIERS, 22 November (APS) - …", ("(APS)",), "aps.dz: opening line"),
    Agency(("MAP",), "Rabat (MAP) - …", ("(MAP)",), "mapnews.ma: opening line"),
    Agency(("TAP",), "Tunis, Nov. 22 (TAP) - …", ("(TAP)",), "tap.info.tn: opening line"),
    Agency(("NNA",), "NNA - …", ("=========",), "nna-leb.gov.lb: a row of = and initials"),
    Agency(("IRNA",), "Tehran, IRNA – …", ("9376**1416",), "en.irna.ir: numbers of the desks"),
    Agency(("MNA", "Mehr"), "TEHRAN, Nov. 22 (MNA) – …", ("MNA/",), "en.mehrnews.com: opening line; MNA/ closes"),
    Agency(("NAN",), "Lagos, Nov. 22, 2026 (NAN) …", ("(NAN)",), "nannews.ng: both ends"),
    Agency(("GNA",), "Accra, Nov. 22, GNA – …", ("GNA",), "gna.org.gh: GNA on its own line"),
    Agency(("ENA",), "Addis Ababa, November 22, 2026 (ENA) – …", ("(ENA)",), "ena.et: opening line"),
    Agency(("CAJ News", "ZIANA", "NAMPA"), "WINDHOEK, Nov 22 (NAMPA) -- …", ("(NAMPA)",), "nampa.org"),
    Agency(("CMC",), "BRIDGETOWN, Barbados, Nov 22, CMC – …", ("CMC",), "cananewsonline.com"),
    Agency(("Prensa Latina",), "Havana, Nov 22 (Prensa Latina) …", (), "plenglish.com: opening line"),
    Agency(("MercoPress", "Télam", "Telam"), "Buenos Aires, Nov 22 (Télam) - …", ("(Télam)",), "telam.com.ar"),
    Agency(("CP", "The Canadian Press"), "OTTAWA (CP) — …", (), "The Canadian Press Stylebook, Placelines"),
    Agency(("PA", "Press Association"), "London (PA) - …", (), "pa.media clients"),
    Agency(("AAP",), "CANBERRA (AAP) - …", ("AAP", "— AAP", "-AAP"), "aap.com.au clients: AAP on the last line"),
    Agency(("UPI",), "WASHINGTON, Nov. 22 (UPI) -- …", ("(UPI)",), "upi.com: opening line"),
    Agency(("Bloomberg",), "(Bloomberg) -- …", ("--Bloomberg",), "bloomberg.com clients: (Bloomberg) --"),
    Agency(("IPS", "PANA", "APO Group"), "UNITED NATIONS, Nov 22 (IPS) - …", ("(IPS)",), "ipsnews.net: both ends"),
)

# What newsrooms and press offices of any house write under the last line, with where it is described.
NEWSROOM = (
    ("-30-", "Western Union's 92 Code of 1859, no more; R. M. Harnett, Wirespeak (1997)"),
    ("– 30 –", "the same, as word processors set it"),
    ("###", "press releases, centred above the boilerplate"),
    ("# # #", "the same"),
    ("(END)", "Yonhap, Kyodo, press offices"),
    ("[ENDS]", "British press offices"),
    ("ENDS", "British press offices"),
    ("-ENDS-", "British press offices"),
    ("- ENDS -", "British press offices"),
    ("-END-", "press offices"),
    ("-- END --", "press offices"),
    ("(ENDS)", "British press offices"),
    ("END", "telex practice: IPTC 7901, end of text"),
    ("Enditem", "Xinhua, CNA"),
    ("./.", "Vietnamese newsrooms, from French telegraphy"),
    ("/.", "the same, typed short"),
    ("/", "the same, typed shorter"),
)

# Codes that close a report after a dash or in brackets, whatever example the house's row shows.
CODES = tuple(sorted({name for row in AGENCIES for name in row.names}, key=lambda name: (-len(name), name)))
