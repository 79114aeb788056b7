"""Mojibake and lost quotes: how much of made damage comes back exactly, and what ftfy is known to miss."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.edits import take, undo
from tasks.page import Page
from tasks.repair import repair
from tasks.repair.lost_quotes import lost_quotes
from tasks.repair.misread_line import ENCODINGS, reading
from tasks.repair.mojibake import composed, entities, mojibake
from tasks.settings import load
from tests.made import damage

PAGE = Page()

# Invented sentences with what news is written with: names, quotes inside quotes, prices, dashes.
SENTENCES = [
    "“We’re not afraid,” said Zoë Müller-Núñez, the mayor of Lüttow. “The river’s ours.”",
    "The café’s owner – a Dane called Søren Ødegård – asked for £1.5m, not €2m…",
    "Officials in São Tomé and in Łódź didn’t answer; “no comment,” one said.",
    "It was 30°C in Málaga, where the ferry ‘Señora del Mar’ lay at anchor.",
    "Dr. Çelik’s report, “Après l’été,” names François, Beyoncé and Björk as witnesses.",
    "The workers’ union and the students’ council met in Kraków on Monday.",
    "“It’s a naïve plan,” he said: “a façade, a cliché.”",
    "The Škoda plant in Mladá Boleslav won’t close, minister Havlíček told reporters.",
    "Half of the crew – Élodie, Jiří and Þóra – had never been to Tromsø.",
    "The painting ‘Die Brücke’ fetched ¥3 billion – twice what Aña Ruíz had hoped.",
]  # fmt: skip
ASCII_WITH_QUOTES = [
    "“We won’t go,” said the captain. “Not today.”",
    "The mayor’s office called it “a mistake” on Monday.",
    "Nobody knows who’s next, the students’ union said.",
    "“They’ve lost,” she said, “and they’ll say so.”",
    "It isn’t over: the court didn’t rule on the town’s appeal.",
    "He called the plan “absurd”, then “a joke”, then left.",
    "The ferry’s captain told the crew: “We’re late.”",
    "In the ’90s the port’s cranes were painted red and white.",
]


def as_read(text: str, encoding: str) -> str:
    """UTF-8 read in another encoding; bytes that it leaves undefined become C1 controls, as in a browser."""
    return "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_paragraph_read_in_a_wrong_encoding_comes_back_exactly(encoding: str) -> None:
    import ftfy.bad_codecs  # noqa: F401

    damaged = [as_read(s, encoding) for s in SENTENCES]
    assert [repair(text, PAGE).text for text in damaged] == SENTENCES


@pytest.mark.parametrize("kind", ["latin-1", "cp1252", "double", "nbsp", "macroman", "cp1251", "c1", "half"])
def test_damage_of_every_kind_comes_back_exactly(kind: str) -> None:
    given_back = [repair(damage.mojibake(text, kind), PAGE).text for text in SENTENCES]
    lost = [(a, b) for a, b in zip(given_back, SENTENCES, strict=True) if a != b]
    allowed = {"half": 1, "c1": 3}.get(kind, 0)  # c1: what cp1252 cannot write is no such damage
    assert len(lost) <= allowed, f"{kind}: {lost}"


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp1250", "cp1251"])
def test_paragraphs_of_any_language_come_back_exactly(encoding: str) -> None:
    for path in sorted((Path(__file__).parent / "made" / "languages").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            try:
                damaged = line.encode().decode(encoding)
            except UnicodeDecodeError:
                continue  # this line has a byte the encoding lacks
            if damaged != line:
                fixed = reading(damaged).line
                assert fixed.replace("\xa0", " ") == line.replace("\xa0", " "), f"{path.name}: {line[:60]}"


@pytest.mark.parametrize(("kind", "floor"), [("replaced", 0.85), ("question", 0.85)])
def test_quotes_that_were_lost_come_back(kind: str, floor: float) -> None:
    given_back = [repair(damage.mojibake(text, kind), PAGE).text for text in ASCII_WITH_QUOTES]
    right = sum(a == b for a, b in zip(given_back, ASCII_WITH_QUOTES, strict=True))
    assert right / len(ASCII_WITH_QUOTES) >= floor, list(zip(given_back, ASCII_WITH_QUOTES, strict=True))


def test_closing_quotes_that_cp1252_lacks_come_back() -> None:
    damaged = [text.encode().decode("cp1252", "replace") for text in ASCII_WITH_QUOTES]
    assert [repair(text, PAGE).text for text in damaged] == ASCII_WITH_QUOTES


def test_lost_quotes_are_less_sure_than_mojibake() -> None:
    sure = [step.confidence for step in repair("The townâ€™s mayor wonâ€™t go.", PAGE).steps]
    guessed = [step.confidence for step in repair("The town\ufffds mayor won\ufffdt go.", PAGE).steps]
    assert sure and guessed and max(guessed) < min(sure)


@pytest.mark.parametrize("text", [*SENTENCES, *ASCII_WITH_QUOTES])
def test_sound_text_is_not_touched(text: str) -> None:
    assert repair(text, PAGE).steps == []


def test_languages_are_not_touched() -> None:
    for path in sorted((Path(__file__).parent / "made" / "languages").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        for rule in (mojibake, entities, lost_quotes, composed):
            if unicodedata.is_normalized("NFC", text) or rule is not composed:
                assert list(rule(text, PAGE)) == [], path.name


def test_one_line_does_not_decide_for_another() -> None:
    # ftfy stops unescaping at the first `<` of a document, and then for all lines after it.
    assert repair("AT&amp;T\nif a < b\nR&amp;D <b>x</b>\nM&amp;S", PAGE).text == "AT&T\nif a < b\nR&amp;D <b>x</b>\nM&S"


def test_edits_are_the_smallest_runs() -> None:
    assert [(e.start, e.old, e.new) for e in mojibake("naÃ¯ve fÃªte, itâ€™s", PAGE)] == [
        (2, "Ã¯", "ï"),
        (8, "Ãª", "ê"),
        (16, "â€™", "’"),
    ]


def test_mojibake_can_be_switched_off() -> None:
    page = Page(settings=load(assignments=["repair.mojibake=false"]))
    for rule in (mojibake, entities, lost_quotes):
        assert list(rule("itâ€™s &amp; we don\ufffdt say so here", page)) == []


def test_what_cannot_be_read_is_flagged() -> None:
    assert "encoding_suspect" in repair("ã†â€™ãƒâ€ ã¢â‚¬â„¢ in the middle of a sentence", PAGE).flags
    assert repair("“Sound,” said Zoë.", PAGE).flags == []


# The kinds of damage that ftfy's own tests list as known failures, on sentences of our own.
CURED = [
    ("Hay dos heridos en la zona pol\x92tica.", "Hay dos heridos en la zona política."),
    ("La ciudad de Bogot\x87 conf\x92a en ellos.", "La ciudad de Bogotá confía en ellos."),
    ("┬┐por qué ahora?", "¿por qué ahora?"),
    ("Vieni il pi√π presto.", "Vieni il più presto."),
    ("attention Г la tempГЄte", "attention à la tempête"),
]


@pytest.mark.parametrize(("damaged", "meant"), CURED)
def test_cured_failures_of_ftfy(damaged: str, meant: str) -> None:
    assert repair(damaged, PAGE).text == meant


KNOWN_FAILURES = [
    ("قال Ù…Ù† Ù Ù Ù¡ ÙŠÙˆÙ…", "قال من ٠٠١ يوم"),  # a digit zero whose second byte became a blank
    ("a friendly \xe2\x80\xe2\x80\x9c live", "a friendly – live"),  # a byte lost inside a sequence
    ("DATAÂ\xa0OGATA", "DATAÂ\xa0OGATA"),  # a capital Â at the end of a word, before a no-break space
    ("\ufffdreas and more words of a line", "Áreas and more words of a line"),  # a lost letter
    ("fått Å\x85 beste", "fått Å… beste"),  # cp1252 read as Latin-1, yet sound UTF-8
]


@pytest.mark.xfail(strict=True, reason="nobody can tell yet")
@pytest.mark.parametrize(("damaged", "meant"), KNOWN_FAILURES)
def test_known_failures(damaged: str, meant: str) -> None:
    assert repair(damaged, PAGE).text == meant


@given(text=st.text(alphabet="aé “â€™œ\x9d\x92Ã¶Â\xa0\ufffd?s&amp;#38\n", max_size=40))
def test_a_second_pass_finds_nothing(text: str) -> None:
    once = repair(text, PAGE)
    assert undo(once.text, once.steps) == text
    assert repair(once.text, PAGE).steps == []


@given(text=st.text(max_size=30))
def test_utf8_read_as_cp1252_never_raises(text: str) -> None:
    damaged = text.encode().decode("cp1252", "replace")
    take(damaged, mojibake(damaged, PAGE))


READ_AS = {
    "cp1258": "Tàu của làng Đông Hồ đã rời bến lúc sáng sớm.\nÔng Lê nói: “Chúng tôi sẽ về.”\nCầu đóng.",
    "mac-roman": "Паром на озере перестанет ходить в октябре.\n«Котёл уже не починить», — сказал смотритель.\nЖаль.",
    "cp1251": "ستتوقف العبارة في أكتوبر.\nقال الربان: نأسف لذلك.\nنعم.",
    "cp866": "Паром на озере перестанет ходить в октябре.\nЖаль.",
    "koi8-r": "Паром на озере перестанет ходить в октябре.\nЖаль.",
    "cp874": "เรือข้ามฟากจะหยุดในเดือนตุลาคม\nกัปตันกล่าวว่าเสียใจ",
    "cp1256": "ستتوقف العبارة في أكتوبر.\nقال الربان: نأسف لذلك.",
    "cp850": "渡轮将于十月停运，没有人能修好锅炉。\n“我们很遗憾，”船长说。",
}


@pytest.mark.parametrize("encoding", READ_AS)
def test_a_text_read_in_one_encoding_comes_back_to_its_shortest_line(encoding: str) -> None:
    meant = READ_AS[encoding]
    read = as_read(meant, encoding)
    assert repair(read, PAGE).text == meant
    lines, halves = read.split("\n"), meant.split("\n")
    assert repair("\n".join([halves[0], *lines[1:]]), PAGE).text == meant
    assert repair(meant, PAGE).steps == []


def test_utf8_read_as_chinese_comes_back_where_no_byte_was_lost_and_is_flagged_where_some_were() -> None:
    meant = "The keeper’s boat, the board’s pier: “none’s sound”x and it’s over"
    assert repair(meant.encode().decode("gbk"), PAGE).text == meant
    assert repair("The keeper鈥檚 boat 鈥\ufffd the board鈥檚 pier", PAGE).flags == ["encoding_suspect"]


LINES = (
    "渡轮将于十月停运，没有人能修好锅炉，船长说。",
    "“Chúng tôi rất tiếc”, thuyền trưởng nói ở bến cảng hôm thứ Ba.",
    "Паром остановят в октябре, сказал капитан буксира.",
    "The ferry “Orre” will stop in October — the captain said so.",
    "정비사를 구하지 못해 나룻배가 시월에 멈춘다.",
)


@pytest.mark.parametrize("encoding", ["cp1252", "cp1250", "latin-1", "mac-roman"])
@pytest.mark.parametrize("blank", [False, True])
def test_a_line_that_lost_bytes_is_mended_or_left_and_flagged(encoding: str, blank: bool) -> None:
    def garbled(line: str) -> str:
        read = line.encode().decode(encoding, "ignore")
        return read.replace("\xa0", " ") if blank else read

    given = [garbled(line) for line in LINES]
    found = repair("\n".join(given), Page())
    lines = found.text.split("\n")
    left = [line for line, meant in zip(lines, LINES, strict=True) if line != meant]
    assert set(left) <= set(given)
    assert not left or "encoding_suspect" in found.flags


def test_a_character_that_was_lost_is_flagged() -> None:
    assert repair("The mayor of Orre\ufffd spoke.", Page()).flags == ["encoding_suspect"]
    assert not repair("The mayor of Orre spoke.", Page()).flags
