"""What is done to text, records and files.  Nothing in this folder imports Prefect, nothing imports `flows`.

    settings    every knob
    refusal     what is said to a user whose call cannot be done
    remote      what lies behind a URL, and which of its errors pass by themselves
    core/       the loops over text, in C
    page        what is known of an article besides its text
    edits       Edit, Rule, Step; take, undo
    records     Record, Reject, the Parquet schemas (the data dictionary is made from them)
    read/       files -> records
    repair/     what a machine broke: mojibake, invisible characters, emoji, spacing
    story/      what is the story: head, ending, the site's memory
    near/       shingles, signatures, candidates, relations, clusters, the index
    publish     staging -> datasets, all or nothing
    report      one page for people

Who may import whom: everything may import core, settings, refusal, remote, page, edits and records; of the five
folders and files below them none imports another.  Only a flow knows the order.
"""
