"""Credit: how photo captions name who took the picture.

A credit in brackets at the end of a line makes it a caption anywhere, a bare one only in the head.  The mere
word, `(PHOTO)`, is none: it stands behind headlines.
Seen in: vietnamplus.vn, antaranews.com, dpa's `Bild:`, fundus' list of caption credits, npr.org, bbc.com.
"""

from __future__ import annotations

import re

_WHAT = (
    "(?:photos?|pictures?|images?|illustrations?|source|credits?|ảnh|foto(?:s|grafie)?|bild(?:er)?|imagen|zdjęcie|фото)"
)
CREDIT = re.compile(
    rf"""
    [(\[] \s* (?: (?:file|illustrative|illustration|archive|courtesy|handout|representational|stock)\ )?
      {_WHAT} (?:\ (?:credits?|courtesy|source|illustration))? (?: \s* : | \ by\b | \ of\b | \ from\b
        | /) [^()\[\]]{{1,100}} [)\]] \.? \Z
    | [(\[] (?: (?:file|illustrative|representational|handout)\ {_WHAT} | (?-i:[A-Z]{{2,6}})\ {_WHAT} ) [)\]] \.? \Z
    """,
    re.IGNORECASE | re.VERBOSE,
)
GALLERY = re.compile(r"\( ?PHOTOS:")  # a link to more photos, not a credit: politico.com
TOGGLE = re.compile(
    r"(?:enlarge this image )?toggle caption \S"
    r"|media playback is unsupported on your device|image (?:copyright|caption) \S",
    re.IGNORECASE,
)
CREDIT_FIRST = re.compile(rf"(?:{_WHAT}(?: (?:credits?|courtesy|by))?) ?: ?\S[^\n]{{2,120}}\Z", re.IGNORECASE)
HEAD_CREDIT = re.compile(
    r"""
    (?: / | [-–—] | \.
      | \b ) [ ]? (?:[A-Z]{2,6}/)? [A-Z]{2,8} \ (?:(?i:file)\ )?
      (?:Photo|photo|PHOTO)s? (?:\ (?:by\ )?[A-Z][\w. ]{2,40})? \Z
    | [-–—] \ ? Photos?:?\ \S[^\n]{2,60} \Z
    | \b (?i:photos?|pictures?|images?|foto)\ (?i:by|courtesy\ of|courtesy)\ [A-Z] [^.\n]{2,80} \.? \Z
    | (?:^|[ (]) © \ ? \w[^\n.]{2,60} \)? \.? \Z
    | \b(?i:file\ photo) \)? \.? \Z
    | [(\[] [^()\[\]]{0,60} \b(?i:photos?|images?|pictures?) (?:/[^()\[\]]{2,60})? [)\]] \.? \Z
    | \b (?:[A-Z]\w+/)? (?:Getty\ Images|AP\ Photo) (?:/[A-Z][\w'’. -]{2,40})? \Z
    """,
    re.VERBOSE,
)
AGENCY_CREDIT = re.compile(
    r"""
    \b(?:REUTERS|AFP|AP|EPA|EFE|Reuters|NurPhoto|Xinhua) / [A-Z][\w'’. -]{2,40} (?:/File)? \)? \Z
    | [(\[] (?: AP | AFP | EPA | Reuters | REUTERS | Getty | Xinhua ) (?:/[^()\[\]]{2,60})? [)\]] \Z
    | [(\[] [A-Z][^()\[\]]{2,60} (?: / | ,\ ) (?: AP | AFP | EPA | Reuters | REUTERS | Getty\ Images | Pool
    | Xinhua ) [)\]] \Z
    | / (?: Getty\ Images | AP | AFP | EPA | Reuters ) \Z
    """,
    re.VERBOSE,
)
CAPTION_LETTERS = 500
STOPS = frozenset('.!?…"”’')
BRACKETS = (")", "]", ").", "].")
TOGGLES = ("Enlarge this image", "toggle caption", "Toggle caption", "Media playback is", "Image c")
LABELS = (*TOGGLES, "Image", "IMAGE", "PHOTO", "Picture", "Foto", "FOTO", "Bild", "Ảnh", "Фото", "Source:", "Credit")

INITIALS = frozenset(label[0] for label in LABELS)
TOGGLED = frozenset(toggle[:4] for toggle in TOGGLES)


def is_caption(line: str) -> bool:
    """Whether a line ends in a bracketed photo credit.

    >>> is_caption("The old harbour in spring (Photo: NWA)"), is_caption("The harbour (a photo of it) is old.")
    (True, False)
    """
    if len(line) > CAPTION_LETTERS:
        return False
    if line.endswith(BRACKETS):
        return CREDIT.match(line, max(line.rfind("("), line.rfind("["), 0)) is not None and not GALLERY.match(line)
    return line.startswith(TOGGLES) and TOGGLE.match(line) is not None


def is_head_caption(line: str) -> bool:
    """Whether a line ends in any form of photo credit; sure enough only in a head."""
    if len(line) > CAPTION_LETTERS:
        return False
    tail = line[-140:]
    named = "hoto" in tail or "©" in tail or "mages" in tail or (line[:1] in INITIALS and line.startswith(LABELS))
    if not named and line[-1:] in STOPS and not line.endswith(BRACKETS):
        return False
    start = max(0, len(line) - 140)
    if named and (HEAD_CREDIT.search(line, start) or CREDIT_FIRST.match(line)):
        return True
    return (line[-1:] not in STOPS and AGENCY_CREDIT.search(line, start) is not None) or is_caption(line)
