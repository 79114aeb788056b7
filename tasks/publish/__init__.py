"""From staging to datasets, all or nothing; and back: restore, verify.

A folder DIR of datasets looks like this:

    articles -> _current/articles       what readers open; so are duplicates, relations, edits, rejects, runs
    _current -> _versions/00000007      the one link whose replacement makes a whole batch visible
    _versions/00000007/                 every dataset, the index, the sites' memory, the ledger, manifest.json
    _staging/                           work in progress; whatever stands there when a run begins is debris
    _lock                               held by the one run that may write

Versions share unchanged files by hard links, so a version costs what has changed.  A file is never
changed once it has its name: what must change is written again under another name.

staging.py holds the rows of pieces until then, write.py makes Parquet of them, versions.py swaps the link, ledger.py
knows what was taken, runs.py writes down what a run did, storage.py does all this on an object store.
"""
