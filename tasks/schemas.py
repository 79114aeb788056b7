"""The schemas of the datasets as they are published, and of a story between its cleaning and the search."""

from __future__ import annotations

import pyarrow as pa

from tasks.records import DATASETS


def column(name: str, kind: pa.DataType, meaning: str) -> pa.Field:
    """A column with its meaning beside it; data/dictionary.md is made from these."""
    return pa.field(name, kind, metadata={"meaning": meaning})


TIME = pa.timestamp("us", tz="UTC")

# A column more is a field here and its value where the rows are made: of a story in `tasks.story.Told`, of anything
# else in flows/clean.py.  Then `python -m tests.made.dictionary` writes it into data/dictionary.md.
ARTICLES = pa.schema(
    [
        column("article_id", pa.string(), "32 hex digits from source, record and content; the same in every run"),
        column("source_path", pa.string(), "the file it came from"),
        column("record", pa.int64(), "its place in that file, from 0"),
        column("source_id", pa.string(), "the input's own `id`; for `.txt` the file's name without its ending"),
        column("url", pa.string(), "as given"),
        column("site", pa.string(), "the URL's registered host, or the source's folder"),
        column("source", pa.string(), "as given"),
        column(
            "language", pa.string(), "as given, or detected where it is not and the text is certain enough; else null"
        ),
        column("published_at", TIME, "as given or, with the flag `date_from_text`, as the text says; in UTC"),
        column("kicker", pa.string(), "the line above the title; null where there is none"),
        column("title", pa.string(), "the input's title, or the one found in the text"),
        column("standfirst", pa.string(), "the summary below the title"),
        column("place", pa.string(), "the dateline's place"),
        column("agency", pa.string(), "the dateline's agency"),
        column("captions", pa.list_(pa.string()), "photo captions, in order"),
        column("byline", pa.string(), "the by-line below the headline, as published; null where there is none"),
        column("authors", pa.list_(pa.string()), "who wrote it, from metadata or by-line; null rather than wrong"),
        column("body", pa.string(), "the story's paragraphs, one a line, repaired; dateline and credit lines stay"),
        column("sign_off", pa.string(), "the agency's end mark as published"),
        column("flags", pa.list_(pa.string()), "what a person may want to look at"),
        column("encoding", pa.string(), "the encoding of the original bytes"),
        column("raw_sha256", pa.string(), "SHA-256 of the original bytes, in hex"),
        column("raw_bytes", pa.int64(), "number of the original bytes"),
        column(
            "story_id", pa.string(), "the `article_id` of the story's kept article; one for all articles of a cluster"
        ),
        column("copies", pa.int32(), "how many articles it stands for, itself included; null in `duplicates`"),
        column("sites", pa.list_(pa.string()), "the sites on which they stood; null in `duplicates`"),
        column("extra", pa.string(), "JSON of the input's other fields"),
    ]
)

EVIDENCE = [
    column("jaccard", pa.float64(), "share of all word 5-grams of both that they have in common, 0 to 1"),
    column("containment", pa.float64(), "share of this article's 5-grams that stand in the other, 0 to 1"),
    column("coverage", pa.float64(), "share of the other's 5-grams that stand in this article, 0 to 1"),
    column("number_agreement", pa.float64(), "share of the numbers of both that they have in common, 0 to 1"),
    column("reason", pa.string(), "the relation explained in one line"),
]

DUPLICATES = pa.schema(
    [
        *ARTICLES,
        column("kept_id", pa.string(), "the article in `articles` that this one repeats"),
        column("relation", pa.string(), "exact, copy, excerpt or version: how this one relates to the kept one"),
        *EVIDENCE,
    ]
)

RELATIONS = pa.schema(
    [
        column("article_id", pa.string(), "one article of the pair"),
        column("other_id", pa.string(), "the other one"),
        column("relation", pa.string(), "exact, copy, excerpt, version, template or related"),
        *EVIDENCE,
    ]
)

SIGNATURES = pa.schema(
    [
        column("article_id", pa.string(), "a kept article"),
        column("values", pa.list_(pa.uint32()), "its MinHash values; all 4294967295 where nothing is told"),
    ]
)

EDITS = pa.schema(
    [
        column("article_id", pa.string(), "the article that was changed"),
        column("seq", pa.int32(), "the order in which its edits were made, from 0"),
        column("field", pa.string(), "what was changed: `text`, or the given field that was repaired, such as `title`"),
        column("stage", pa.string(), "repair or story"),
        column("rule", pa.string(), "the rule that proposed the edit"),
        column("start", pa.int64(), "code points before it, in the text as this edit found it"),
        column("removed", pa.string(), "what stood there"),
        column("inserted", pa.string(), "what was put there"),
        column("confidence", pa.float64(), "how sure the rule is, 0 to 1"),
        column("reason", pa.string(), "why, in one line"),
    ]
)

REJECTS = pa.schema(
    [
        column("source_path", pa.string(), "the file it came from"),
        column("record", pa.int64(), "its place in that file, from 0; null when the whole file was rejected"),
        column("reason", pa.string(), "what is wrong and what would help"),
        column("excerpt", pa.string(), "the first characters of what was rejected"),
    ]
)

RUNS = pa.schema(
    [
        column("run_id", pa.string(), "the batch this run wrote"),
        column("started_at", TIME, "when it began"),
        column("seconds", pa.float64(), "how long it took"),
        column("counts", pa.string(), "JSON: records read, articles, duplicates, rejects, edits by rule"),
        column("stages", pa.string(), "JSON: seconds a stage"),
        column("settings", pa.string(), "JSON of every setting"),
        column("versions", pa.string(), "JSON: cleancopy, Python and the libraries that can change a row"),
    ]
)

SCHEMAS = dict(zip(DATASETS, (ARTICLES, DUPLICATES, RELATIONS, EDITS, REJECTS, RUNS, SIGNATURES), strict=True))

TOLD_LATER = ("story_id", "copies", "sites")  # columns of articles that the search for duplicates fills

# A story between the cleaning of its text and the search for its duplicates: one row an article,
# in Arrow IPC files of the staging folder.  `original` holds the bytes of the few articles that their
# text cannot give back; the columns from `signature` on are made by `tasks.near.sketch`.
STAGED = pa.schema(
    [
        *[field for field in ARTICLES if field.name not in TOLD_LATER],
        column("original", pa.binary(), "the original bytes where text and encoding cannot give them back"),
        column("signature", pa.binary(), "MinHash values, uint32 little-endian"),
        column("sample", pa.binary(), "sampled shingle hashes, uint32 little-endian, sorted"),
        column("words", pa.uint32(), "words of what the article tells: notices and marks left out"),
        column("worth", pa.int32(), "those of them in sentences, less those in lines that are none"),
        column("page", pa.uint64(), "a hash of its address; 0: none"),
        column("headline", pa.uint64(), "a hash of its headline; 0: none, or too short to name a story"),
        column("opening", pa.uint64(), "a hash of its first words; 0: it has fewer"),
        column("cut", pa.bool_(), "whether it ends in a mark that says how much is missing"),
        column("corrected", pa.bool_(), "whether the article says of itself that it is a correction"),
        column("complete", pa.bool_(), "whether the body does not break off"),
    ]
)
