"""Files to records: formats, compression, encodings; what cannot be read is rejected with a reason."""
