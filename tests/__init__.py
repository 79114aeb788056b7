"""A file for each promise.  made/ makes data, bench/ measures, harness/ holds processes, cases/ are texts to edit."""
