"""Who we are and what we bring: people, groups, contacts, vocabulary, deliveries. Knows no other app."""
