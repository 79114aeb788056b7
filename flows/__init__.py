"""Which stage follows which, on what, and how many at once.  No text is touched here."""
