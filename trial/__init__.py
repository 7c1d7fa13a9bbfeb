"""The trial: two made-up groups to look around in, and nothing else."""
