"""Ending: where the story ends, when no sign-off says so, and the teasers of other stories begin.

tail.py is the rule.  What it asks, one after the other: tokens.py (the words of a page, by wording.toml), features.py
(what can be counted of every paragraph), trees.py (how probable it is that a paragraph is the story, by weights.npz)
and places.py (how probable, and how dear, it is that the story ends there).  fit.py makes the weights from pages, real
ones and those of compose.py; reached.py says what they reach on sites they have not seen.  README.md has the tables.
"""
