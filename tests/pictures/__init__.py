"""Pictures of the application, as people see it."""
