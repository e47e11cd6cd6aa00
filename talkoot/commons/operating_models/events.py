from dataclasses import dataclass

from talkoot.kernel.events import Event


@dataclass(frozen=True)
class ModelPublished(Event):
    """A version of a model has been published in the municipality in force."""

    model_id: int
    version_id: int


@dataclass(frozen=True)
class ModelAdopted(Event):
    """The municipality in force has taken a model of another municipality. model_id: its own copy."""

    model_id: int
    from_municipality_id: int
    from_model_id: int
    from_version_id: int
