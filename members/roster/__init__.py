"""An uploaded roster: read the file, find its columns, check its lines."""
