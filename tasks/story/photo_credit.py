"""Credit: how photo captions name who took the picture.

A credit in brackets at the end of a line makes it a caption anywhere, as does a label in front (`Image caption,`);
a bare credit makes one only in the head.  A line that is nothing but a credit goes with the captions and is none.
The mere word, `(PHOTO)`, is no credit: it stands behind headlines.
Seen in: vietnamplus.vn, antaranews.com, dpa's `Bild:`, fundus' list of caption credits, npr.org, bbc.com, apnews.com,
theguardian.com, nytimes.com, yna.co.kr.
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
# Houses whose pictures are credited with the photographer's name in front: Anna Brandt/Getty Images.
_OF = (
    r"(?:AP(?:\ Photos?)?|AFP|EPA(?:-EFE)?|EFE|Reuters|REUTERS|Getty(?:\ Images)?|NurPhoto|Xinhua|NPR|Pool|dpa|DPA"
    r"|PA(?:\ Wire)?|Bloomberg|Shutterstock|iStock|Alamy|Unsplash|Landov|Contributed|Anadolu|Yonhap|Kyodo|VNA|ANSA|TASS"
    r"|The\ [A-Z]\w+(?:\ [A-Z]\w+){0,2})"
)
_WHO = r"[^\W\d_a-z][\w'’.-]*(?:\ (?:(?:de|del|di|da|la|van|von|der|al|bin|el)\ )?[^\W\d_a-z][\w'’.-]*){0,4}"
# (AP Photo/Anna Brandt, File)   (Anna Brandt/Reuters)   (Anna Brandt via AP)
SIGNED = re.compile(
    rf"""[(\[] (?: (?:AP|AFP|EPA|Reuters|REUTERS|Getty|Pool)\ (?:Photo|photo|Images)s? \s? / \s? [^()\[\]]{{2,80}}
      | {_WHO} \s?/\s? (?:{_WHO}\s?/\s?)? {_OF} (?:\ via\ {_OF})? (?:,\ [Ff]ile)?
      | {_WHO} (?:/{_OF})? \ via\ {_OF} (?:,\ [Ff]ile)? ) [)\]] \.? \Z""",
    re.VERBOSE,
)
# A label in front of a caption, and in front of a credit that is no caption.
LABELLED = re.compile(
    r"(?:Image (?:source|copyright),? [^\n]{1,60}? ?)?(?:Image|Media|Video) caption,? ?(?P<caption>[^\n]*)\Z"
)
_LABEL = (
    r"(?:(?:[Ii]mage|[Pp]icture|[Pp]hoto|[Vv]ideo)\ (?:source|credit|copyright|courtesy),?|Photo(?:graph)?|PHOTO"
    r"|Pic(?:ture)?|Image|Credit|Foto|FOTO|Bild|Ảnh|Фото|Imagen|Zdjęcie|图片来源|圖片來源|Crédit(?:\ photo)?"
    r"|Foto\ oleh)"
)
_STOCK = r"(?:Getty\ Images|AFP\ via\ Getty\ Images|AP\ Photo|Shutterstock|iStock|Alamy(?:\ Stock\ Photo)?|Unsplash)"
ONLY = re.compile(
    rf"""(?: Image\ (?:source|copyright),\ ?[^\n]{{1,60}}
      | {_LABEL} \s? (?:[:：=]|\.\.\.) \s? (?:by\ )? [^\W\da-z][^\n.!?]{{1,60}}
      | (?:Photo|Photograph|Picture|Image)\ (?:by|courtesy\ of|courtesy)\ {_WHO} (?:\s?/\s?{_WHO})?
      | {_WHO} (?:\s?/\s?{_WHO})? \s?/\s? {_OF} (?:\ via\ {_OF})?
      | (?:{_WHO}\s?/\s?)? {_STOCK} ) \Z""",
    re.VERBOSE,
)
GLUED = re.compile(
    rf"""[(\[] (?: (?:[Ff]ile\ |[Cc]ourtesy\ )? (?:Photo|PHOTO|Picture|Image|Foto|Ảnh|Bild)s?\ ?(?::|\ by\b|/)
          [^()\[\]\n]{{2,80}}
      | (?:AP|AFP|EPA|Reuters|REUTERS)\ [Pp]hoto/[^()\[\]\n]{{2,60}} | {_WHO}/{_OF} ) [)\]] (?=[^\W\d_a-z]|[“"«„])""",
    re.VERBOSE,
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

_FIRST = frozenset("IPVCFBẢФZUSAGM图圖")  # how a credit without a slash begins
INITIALS = frozenset(label[0] for label in LABELS)


def is_caption(line: str) -> bool:
    """Whether a line ends in a bracketed photo credit.

    >>> is_caption("The old harbour in spring (Photo: NWA)"), is_caption("The harbour (a photo of it) is old.")
    (True, False)
    """
    if len(line) > CAPTION_LETTERS:
        return False
    if line.endswith(BRACKETS):
        bracket = max(line.rfind("("), line.rfind("["), 0)
        if len(line) - bracket > 140 or GALLERY.match(line):
            return False
        return CREDIT.match(line, bracket) is not None or SIGNED.match(line, bracket) is not None
    if line.startswith(("Image ", "Media ", "Video ")) and LABELLED.match(line):
        return True
    return (line.startswith(TOGGLES) and TOGGLE.match(line) is not None) or is_credit(line)


def is_credit(line: str) -> bool:
    """Whether a line is nothing but a photo credit: it belongs to a picture, and is no caption.

    >>> is_credit("Photo: Anna Brandt/NWA"), is_credit("Image source, Getty Images"), is_credit("Anna Brandt/NPR")
    (True, True, True)
    >>> is_credit("Photo: the ferry leaves Marlow for the last time."), is_credit("Reuters")
    (False, False)
    """
    return 4 < len(line) <= 100 and ("/" in line or line[0] in _FIRST) and ONLY.match(line) is not None


def caption_of(line: str) -> str | None:
    """The caption that a line holds, without its label; None where it is nothing but a credit.

    >>> caption_of("Image caption, The ferry in May"), caption_of("Image source, Getty Images")
    ('The ferry in May', None)
    """
    if labelled := LABELLED.match(line):
        return labelled["caption"] or None
    return None if is_credit(line) else line


def glued(line: str) -> int | None:
    """Where a story goes on in a line that began as a caption: behind a credit in brackets, without a space.

    >>> glued("The ferry in May. (Photo: NWA)The ferry has sunk again.")
    30
    """
    found = GLUED.search(line, 0, CAPTION_LETTERS) if ")" in line or "]" in line else None
    return found.end() if found and found.start() > 15 and len(line) - found.end() >= 20 else None


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
