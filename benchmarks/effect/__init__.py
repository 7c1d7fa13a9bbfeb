"""Does it help people? A group simulated under five ways to use the same hours; docs/effect.md."""
