"""Deduplication: near-duplicate stories found, typed, proven, the same in any order.

What works on texts and arrays, and imports nothing of the rest but the core:

    content         what counts of a body: all but notices and marks of a cut
    shingles        words and word 5-grams of a text
    minhash         signatures;  lsh: how they are cut into bands, and the sample of shingles;  buckets: pairs in one
    similarity      what two texts share: Jaccard, containment and more, counted exactly
    headline        whether headlines tell of one thing;  bounds: every number that decides;  relation: what two are
    cluster         which article of a story stays;  copies: how many each stands for

The steps of a search, in the order of flows/search.py, each done in pieces that exchange files (see corpus):

    sketch -> step_intake -> step_candidates -> step_compare -> step_cluster -> index_segments

`index` is what is kept of every article, `facts` the table of all of them, `graph` the related pairs, and `lookup` asks
all of it about one article more.
"""
