"""Who we are and what we bring: people, groups, the four lists, deliveries."""
