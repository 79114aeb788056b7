"""Makes tasks/read/date_names.json: months, weekdays and the order of day and month, from Unicode's CLDR by Babel.

    pip install babel && python tests/made/date_names.py > tasks/read/date_names.json

A name that two languages use for different months is listed under both; without a language it says nothing.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections import defaultdict

from babel import Locale, localedata

# Languages that news are written in.  All 451 of CLDR would make "di" December and "kas" November.
LANGUAGES = """
af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl gu ha he hi hr hu hy id ig is it ja jv ka kk km
kn ko ky lo lt lv mk ml mn mr ms my nb ne nl nn no pa pl ps pt ro ru si sk sl so sq sr su sv sw ta te th tr uk ur uz vi
yo zh zu
"""


def folded(name: str) -> str:
    """A name as it is looked up: lower case, composed, without a full stop."""
    return unicodedata.normalize("NFC", name.casefold().replace(".", "").strip())


def order(pattern: str) -> str:
    """The order of day, month and year in a short date, such as dmy."""
    return "".join(sorted("dmy", key=lambda sign: pattern.lower().find(sign)))


def names() -> dict[str, object]:
    """All three tables."""
    months: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    days: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    orders: dict[str, str] = {}
    for identifier in sorted(localedata.locale_identifiers()):
        locale = Locale.parse(identifier)
        if locale.language not in LANGUAGES.split():
            continue
        tag = locale.language if not locale.territory else f"{locale.language}-{locale.territory}"
        if not locale.script:
            orders[tag] = order(locale.date_formats["short"].pattern)
        for into, found in ((months, locale.months), (days, locale.days)):
            for context in ("format", "stand-alone"):
                for width in ("wide", "abbreviated"):
                    for number, name in found[context][width].items():
                        if len(folded(name)) > 1 and not any(sign.isdigit() for sign in name):
                            into[folded(name)][number].add(locale.language)
    plain = {tag: found for tag, found in orders.items() if "-" not in tag or orders[tag.partition("-")[0]] != found}
    return {"months": _listed(months), "weekdays": _listed(days), "orders": plain}


def _listed(table: dict[str, dict[int, set[str]]]) -> dict[str, object]:
    """One number where all languages agree, else a list of languages for each."""
    return {
        name: next(iter(numbers))
        if len(numbers) == 1
        else {n: " ".join(sorted(by)) for n, by in sorted(numbers.items())}
        for name, numbers in sorted(table.items())
    }


if __name__ == "__main__":
    json.dump(names(), sys.stdout, ensure_ascii=False, indent=0, separators=(",", ":"))
    sys.stdout.write("\n")
