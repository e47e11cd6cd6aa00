# Django finds models by this module; everything else imports the noun's own file.
from talkoot.overviews.showcase.models.interest import Interest, Question
from talkoot.overviews.showcase.models.parts import Document, Lesson, Partner, Picture, Result
from talkoot.overviews.showcase.models.project import PreviewLink, Programme, Project

__all__ = ["Document", "Interest", "Lesson", "Partner", "Picture", "PreviewLink", "Programme", "Project", "Question", "Result"]
