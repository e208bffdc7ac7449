"""The one error of this floor that is meant for a person."""


class ModelError(ValueError):
    """What was given to a model or an algorithm cannot be used. `str(error)` is one complete sentence."""
