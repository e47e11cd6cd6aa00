# Django finds models by this module; everything else imports the noun's own file.
from talkoot.commons.operating_models.models.attachment import Attachment
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.commons.operating_models.models.part import Part
from talkoot.commons.operating_models.models.version import Version

__all__ = ["Attachment", "OperatingModel", "Part", "Version"]
