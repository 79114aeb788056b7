"""Files to records: what is there, how it is shared out, and what it says.

    sources   SOURCE as the user wrote it -> files
    plan      files -> shards, the units of work; digests; copies
    stream    bytes of a file, wherever it lies and however it is packed, within bounds
    formats   bytes -> raw records of JSON: lines or an array
    html      a page, or HTML in a field -> its text and what the page says
    warc      a crawl -> its pages
    wrappers  a JSON object that holds records -> those
    tables    the same for CSV
    columnar  the same for Parquet
    fields    a raw record -> Record or Reject: dates, sites, everything a record may say
    names     what fields are called, and why records are rejected, for a summary
    dates     a date as people and programs write it -> a moment; published: from the text itself
    authors   metadata -> authors
    language  text -> its language
    decode    bytes -> text
    shards    a shard -> chunks of records, rejects and files that changed meanwhile

In order: `find(sources)`, `settled(files, ...)`, `plan(files, settings)`, `read(shard, settings)`.
A file that changes while it is read is named in a chunk's `changed`: drop all that was read of it, in
every shard, and leave it to the next run (`changed(shards)` looks once more at the end of a run).
"""
