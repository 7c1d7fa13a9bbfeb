"""A, meet B: suggestions, introductions and their follow-through. Knows members, not goals."""
