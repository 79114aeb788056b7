"""Comments: what readers wrote below a story goes as a whole, heading and all, or stays as a whole.

The heading is the border between the story and its readers.  Where it is not sure that comments follow, it stays,
so that a person can still see where they may begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from tasks.edits import Edit
from tasks.story.guard import is_prose
from tasks.story.layout import lines_of, without
from tasks.text import once

if TYPE_CHECKING:
    from tasks.page import Page

BORDER = re.compile(
    r"""
    \W{0,4}
    (?: (?:\d{1,5}\ )? (?:(?:reader|user|viewer)s?['’]?\ )? comments? (?:\ ?[(:]?\d{1,5}\)?|\ are\ closed|\ off)?
      | (?:view|show|read|load|see|hide|post|add|write)\ (?:all\ |a\ |more\ |your\ )?(?:\d{1,5}\ )?comments?
      | (?:leave|post)\ a\ (?:comment|reply) | join\ the\ (?:conversation|discussion) | be\ the\ first\ to\ comment
      | (?:what\ do\ you\ think\?\ )?leave\ (?:us\ )?(?:a|your)\ comments?(?:\ below)?
      | your\ e-?mail\ address\ will\ not\ be\ published .{0,80} | \d{1,5}\ (?:responses|replies)(?:\ to\ .{1,120})?
      | (?:leser)?kommentare\ ?(?:\(\d+\)|anzeigen|lesen|schreiben)? | (?:les\ )?commentaires?(?:\ ?\(\d+\))?
      | comentários?(?:\ ?\(\d+\))? | (?:los\ )?comentarios?(?:\ ?\(\d+\))? | commenti(?:\ ?\(\d+\))?
      | reacties(?:\ ?\(\d+\))? | komentar(?:ze|e|i)?(?:\ ?\(\d+\))? | kommentarer(?:\ ?\(\d+\))?
      | bình\ luận(?:\ ?\(\d+\))? | ý\ kiến\ bạn\ đọc(?:\ ?\(\d+\))? | yorum(?:lar)?(?:\ ?\(\d+\))?
      | комментарии(?:\ ?\(\d+\))? | التعليقات | تعليقات | 评论 | 網友評論 | 网友评论 | コメント | 댓글
    ) [\W\d]{0,8} \Z""",
    re.IGNORECASE | re.VERBOSE,
)
LETTERS = 140  # of a border
# What stands between comments, and nowhere in a story: when, and what to do about it.
BETWEEN = re.compile(
    r"""
    \W{0,3} (?: reply | report(?:\ abuse|\ comment)? | like | dislike | flag | share | upvote | permalink
      | log\ in\ to\ reply
      | antworten | melden | répondre | signaler | responder | rispondi | trả\ lời | thích | balas | yanıtla | ответить
      | 回复 | 回覆 | 返信 )\b [\W\d]{0,12} \Z
    | .{0,60} \b \d{1,3}\ (?:sec(?:ond)?|min(?:ute)?|hour|hr|day|week|month|year)s?\ ago\b .{0,30} \Z
    | .{0,40} \b (?:vor|il\ y\ a|hace|há|fa)\ \d{1,3}\ \w{3,10} \Z
    | .{0,60} \b (?:\d{1,2}:\d\d(?:\ ?[ap]\.?m\.?)?) \W{0,3} \Z
    | .{1,40} \b (?:says|said|wrote|schrieb|schreibt|a\ écrit|dijo|disse) \W{0,2} \Z
    """,
    re.IGNORECASE | re.VERBOSE,
)
MARKS = 2  # of them below a border: comments
NICKNAMES = 3  # short lines, each above a text: comments, too
NICKNAME = 30  # characters of a reader's name
STORY = 2  # paragraphs of prose above a border


def comments(text: str, page: Page) -> Iterator[Edit]:
    r"""The comments of readers with the heading above them; a comment button without comments.

    Spared, heading and all: what follows a heading but shows neither times, nor buttons, nor readers' names.
    Seen in: comment sections of news sites, as scrapers of whole pages leave them.

    >>> from tasks.page import Page
    >>> story = "The river rose again on Monday, and two bridges were closed to traffic until the evening.\n" * 2
    >>> below = "2 comments\nAnglerfish\n3 hours ago\nIt always does that in May.\nReply"
    >>> [edit.old.strip() for edit in comments(story + below, Page())]
    ['2 comments', 'Anglerfish', '3 hours ago', 'It always does that in May.', 'Reply']
    """
    lines = lines_of(text)
    found: dict[int, tuple[str, float]] = {}
    for n in borders(text):
        below = [line for line in lines[n + 1 :] if line.strip()]
        if not _is_border(lines, n):
            found[n] = "a comment button", 0.95
        elif are_comments(below):
            why = f"readers' comments, below {lines[n].strip()}"
            found |= dict.fromkeys(range(n, len(lines)), (why, 0.93))
            break
    yield from without(text, found)


def doubtful(text: str) -> bool:
    """Whether a heading of comments stands in a text with prose on both sides."""
    lines = lines_of(text)
    return any(_is_border(lines, n) for n in borders(text))


@once
def borders(text: str) -> Sequence[int]:
    """The lines that could head comments; the gate of `comments`."""
    return [n for n, line in enumerate(lines_of(text)) if 1 < len(line) <= LETTERS and BORDER.match(line)]


def _is_border(lines: Sequence[str], n: int) -> bool:
    """Whether prose stands on both sides of a line; else it is a button at the top or the end of a page."""
    above = sum(is_prose(line) for line in lines[:n])
    below = [line for line in lines[n + 1 :] if line.strip()]
    return above >= STORY and (any(map(is_prose, below)) or are_comments(below))


def are_comments(lines: Sequence[str]) -> bool:
    """Whether lines show what stands between comments: times, buttons, or names that take turns with texts.

    >>> are_comments(["Anglerfish", "It always does that.", "Otter", "In May?", "Anglerfish", "Every May!"])
    True
    """
    if sum(len(line) <= 120 and BETWEEN.match(line) is not None for line in lines) >= MARKS:
        return True
    names = sum(_is_name(name) and not _is_name(said) and said[-1:] in ".!?" for name, said in pairwise(lines))
    return names >= NICKNAMES


def _is_name(line: str) -> bool:
    return len(line) <= NICKNAME and line[-1:].isalnum() and line.count(" ") < 3
