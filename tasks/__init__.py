"""What is done to text, records and files.  Nothing in this folder imports Prefect, nothing imports `flows`.

    settings    every knob
    refusal     what is said to a user whose call cannot be done
    remote      what lies behind a URL, and which of its errors pass by themselves
    core/       the loops over text, in C
    page        what is known of an article besides its text
    text        a text that remembers what was seen of it
    edits       Edit, Rule, Step; take, undo
    records     Record, Reject, the Parquet schemas (the data dictionary is made from them)
    files       Arrow and Parquet files, second names for them
    read/       files -> records
    repair/     what a machine broke: mojibake, invisible characters, emoji, spacing
    story/      what is the story and what boilerplate: head, teasers at the end, the site's memory
    near/       deduplication: shingles, MinHash signatures, LSH candidates, relations, clusters, the index
    publish/    staging -> datasets, all or nothing
    report/     one page for people

Who may import whom: everything may import core, settings, refusal, remote, page, text, edits, records and files; of
the other folders none imports another.  Only a flow knows the order.  README.md beside this file says where to find
and how to change what.
"""
