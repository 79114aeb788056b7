"""The documents, and the parts of them that are made from the code: the data dictionary and the table of settings.

`python -m tests.made.dictionary` writes them; tests/test_readme.py checks that they are up to date.
"""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import BaseModel

from tasks.schemas import SCHEMAS
from tasks.settings import Settings

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
DOCUMENTS = (README, *sorted(ROOT.glob("[dft]*/*.md")))  # data, flows, tasks, tests
TYPES = {"list<element: string>": "list of string", "timestamp[us, tz=UTC]": "timestamp[us, UTC]", "double": "float64"}


def dictionary() -> str:
    """Every column of every dataset, as tables."""
    parts = []
    for name, schema in SCHEMAS.items():
        fields = [f for f in schema if name != "duplicates" or f.name not in SCHEMAS["articles"].names]
        rows = [f"| `{f.name}` | {_type(str(f.type))} | {f.metadata[b'meaning'].decode()} |" for f in fields]
        more = " (beside the columns of `articles`)" if name == "duplicates" else ""
        parts.append("\n".join([f"**{name}**{more}", "", "| column | type | meaning |", "|---|---|---|", *rows]))
    return "\n\n".join(parts)


def dials(model: type[BaseModel] = Settings, prefix: str = "") -> str:
    """Every setting, as one table."""
    return "\n".join(["| setting | default | what it does |", "|---|---|---|", *_dials(model, prefix)])


def _dials(model: type[BaseModel], prefix: str) -> list[str]:
    rows = []
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            rows += _dials(inner, f"{prefix}{name}.")
        else:
            rows.append(f"| `{prefix}{name}` | `{field.default!r}` | {field.description} |")
    return rows


def _type(name: str) -> str:
    return TYPES.get(name, name).replace("list<item: string>", "list of string")


def filled(text: str) -> str:
    """A document with its generated parts as they should be."""
    for mark, made in (("dictionary", dictionary()), ("dials", dials())):
        pattern = re.compile(rf"(<!-- {mark}.*?-->\n).*?(<!-- end of {mark} -->)", re.DOTALL)
        text = pattern.sub(lambda match, made=made: f"{match[1]}\n{made}\n\n{match[2]}", text)
    return text


if __name__ == "__main__":
    for document in DOCUMENTS:
        document.write_text(filled(document.read_text(encoding="utf-8")), encoding="utf-8")
