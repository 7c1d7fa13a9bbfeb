"""From rows to suggestions: what the matcher needs is read, what it finds is put into words."""
