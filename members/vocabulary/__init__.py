"""The lists that the application ships with, and how they are brought in."""
