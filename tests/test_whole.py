"""Is it whole?  Each flag with texts that must raise it and texts, much like them, that must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tasks.page import Page
from tasks.story import tell
from tasks.story.completeness import whole
from tests.harness.growing import MOST, growth

A = "The lock keeper at Brandle Weir opened the gates by hand after a lorry struck the control hut and cut the power."
B = "Maren Oduya, who has kept the lock for nineteen years, said she had not turned the windlass since her training."
C = "The driver was not hurt. The waterways board said the hut would be rebuilt within six weeks, and the road mended."
D = "Eleven boats were waiting by noon, among them a school trip from Felling with thirty pupils on board."
FLAGS = {"truncated", "paywalled", "live_blog", "repeated"}

RAISED = {
    "truncated": [
        f"{A}\n{B[:70]}… [+612 chars]",
        f"{A}\n\n{B[:80]}...",
        f"{A}\n{B}\n{D}\n{C[:110]}",
        f"{A} {B} [...]",
        f"{A}\n{B}\nRead the full story",
    ],
    "paywalled": [
        f"{A}\nTo continue reading this article, please subscribe.",
        f"{A}\nAlready a subscriber? Log in\nTerms of use",
        f"{A}\nIl vous reste 71.4% de cet article à lire. La suite est réservée aux abonnés.",
        f"{A}\nDieser Text ist nur für Abonnenten.",
        f"{A}\n続きを読むには会員登録が必要です。",
    ],
    "live_blog": [
        "Live updates: gates of Brandle\n" + "\n".join(f"1{n}:05\n{text}" for n, text in enumerate((D, C, B, A))),
        "\n".join(f"1{9 - n}.05 Uhr: {text}" for n, text in enumerate((D, C, B, A, D + " Yes.", C + " No."))),
        "Brandle weir as it happened\n" + "\n".join(f"{n} pm {text}" for n, text in enumerate((D, C, B, A), 1)),
    ],
    "repeated": [f"{A}\n{B}\n{C}\n{D}\n{A}\n{B}\n{C}\n{D}", f"{A} {B} {C} {D} {A} {B} {C} {D}"],
}
NOT_RAISED = {
    "truncated": [
        f"{A}\n{B}\n{C}",
        f"{A}\n“And so we wait …”",
        f"{A}\nThe board said it would “[...] mend the road”.",
        f"{A}\n{B}\n{C}\nReporting by Ann Ry in Felling and Bo Lind in Tarn Hollow; editing by Maren Quill",
        "The river rose\nand fell again\nand nobody came\nto look at it",
        f"{A}\n{B}\nFelling 3\nTarn Hollow 2",
    ],
    "paywalled": [
        f"{A}\n{B}",
        f"{A}\nSubscribe to our newsletter.",
        f"Already a subscriber? Log in\n{A}\n{B}\n{C}",
        f"{A}\n“For subscribers only,” said the sign on the lock.",
        f"{A}\nThe Courier will ask its readers to subscribe to continue reading from May on, its publisher told "
        "the staff at a meeting on Monday, and promised that the sports pages and the weather would remain free.",
    ],
    "live_blog": [
        "Timetable\n10:05 Ferry\n11:05 Bus\n12:05 Ferry\n13:05 Bus\n14:05 Ferry",
        "How the day went\n" + "\n".join(f"1{n}:05 {text}" for n, text in enumerate((A, B, C, D))),
        f"10:05\n{A}\n{B}\n{C}",
        f"{A} It began at 10:05.\n{B} It ended at 11:05.",
    ],
    "repeated": [
        f"{A}\n{A}\n{B}\n{C}\n{D}",
        "O river, river of the weir,\nwho opened you, who closed you here?\n" * 6,
        f"{A}\n{B}\n{C}\n{D}",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("flag", "text"), [(flag, text) for flag, texts in RAISED.items() for text in texts])
def test_a_flag_is_raised(flag: str, text: str) -> None:
    assert FLAGS & set(tell(text, Page()).flags) == {flag}


@pytest.mark.parametrize(("flag", "text"), [(flag, text) for flag, texts in NOT_RAISED.items() for text in texts])
def test_a_flag_is_not_raised(flag: str, text: str) -> None:
    assert flag not in tell(text, Page()).flags


@pytest.mark.parametrize("line", ["10:05 x", "a" * 60, "[+1", "…", "subscribe to ", "10:05\n", f"{A} "])
def test_flags_take_the_time_of_their_text(line: str) -> None:
    def work(n: int) -> Callable[[], object]:
        text = f"{line}\n" * n + line * n
        return lambda: whole(text, text)

    assert growth(work, 2_000) < MOST
