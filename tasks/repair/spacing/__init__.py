"""Lost spaces: two words that grew together where a line once ended, put apart again.

lost_spaces.py is the rule: it asks the core for places and proposes them.  lexicon.py says how likely a word is,
languages.py what else must be known of a language (english.toml and the files beside it), bounds.py what was measured,
spared.py which places only look as if a space were lost.
"""
