"""Any text, as Hypothesis makes it up: pieces of which news, and what machines do to news, consist."""

from hypothesis import strategies as st

PIECES = st.sampled_from(
    [
        *"aZ9 \n\n\n\t.,;:-–—/'\"’“”()[]#@&©★\r",
        *["the", "Police", "countryshared", "said on Monday.", "Hanoi (VNA) – ", "TOKYO, Nov 22, Kyodo - ", "NGOs"],
        *[
            "-VNA",
            "./.",
            " /",
            "(END)",
            "-30-",
            "###",
            "Enditem",
            "Read more: ",
            "Related",
            "(Photo: VNA)",
            "http://a.b/c",
        ],
        *[
            "ð\x9f\x90·",
            "â€™",
            "Ã©",
            "Ã ",
            "&amp;",
            "&#8217;",
            "\ufffd",
            "\u200b",
            "\xad",
            "\u200d",
            "\ufeff",
            "\u202e",
        ],
        *[
            "🐷",
            "👍🏽",
            "👩\u200d🚀",
            "🇫🇷",
            "❤\ufe0f",
            "1\ufe0f\u20e3",
            "♍",
            "\u0301",
            "\xa0",
            "\x85",
            "\u2028",
            "\x00",
            "\x1b[0m",
        ],
        *["The minister said on Monday that the river had risen again and that two bridges were closed to traffic."],
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=30).map("".join)
