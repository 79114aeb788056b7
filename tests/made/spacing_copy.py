"""Sound copy to lose spaces in: invented wire stories, and words that look like two but are one."""

from __future__ import annotations

from pathlib import Path

STORIES = (Path(__file__).parent / "wire.txt").read_text(encoding="utf-8").rstrip("\n").split("\n\n")
# The same in other languages.
COPY = {
    "de": (Path(__file__).parent / "languages" / "de.txt").read_text(encoding="utf-8").rstrip("\n").split("\n===\n"),
    "es": (Path(__file__).parent / "wire_es.txt").read_text(encoding="utf-8").rstrip("\n").split("\n\n"),
    "fr": (Path(__file__).parent / "languages" / "fr.txt").read_text(encoding="utf-8").rstrip("\n").split("\n===\n"),
    "pt": (Path(__file__).parent / "wire_pt.txt").read_text(encoding="utf-8").rstrip("\n").split("\n\n"),
}

_CAMEL = """
McDermid MacAlloran McTavishes PetroVarna SeaLink iQuay eHarbour QuayNet BioMarran DeVarga LaBrenna VanHolm FitzOdo
PvdH GmbH SpA MoT kWh NordBank AeroTol DataMar CargoLux TeleOrsa OpenHarbor WikiQuay YouSail MyFerry NewsQuay
"""
_COMPOUNDS = """
monthslong nonferry ferryless harbourwide quaymaster overboatable underpiloted outsailed outbidders midvoyage
multiharbour prewinter postflood antiferry counterprotesters superlocal megaharbour microloans nonpilots boatbuilding
dockworkerless netmending tidewatcher bellmaker sailcloths storyteller shorthanded underfed overfished lockkeeper
"""
CAMEL = _CAMEL.split()
COMPOUNDS = _COMPOUNDS.split()
