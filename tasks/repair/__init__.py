"""What a machine broke, put back: encoding, invisible characters, injected emoji, lost spaces."""
