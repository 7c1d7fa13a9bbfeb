class CannotUndo(Exception):
    """The change is undone already, or too long ago. The message says which."""
