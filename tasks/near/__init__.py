"""Near-duplicate stories: found, typed, proven, the same in any order."""
