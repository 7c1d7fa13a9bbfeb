"""The pages of introductions, one subject a file."""
