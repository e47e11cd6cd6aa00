from django.urls import reverse

from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.commons.operating_models.models.part import Part
from talkoot.commons.operating_models.models.version import DRAFT, PUBLISHED
from talkoot.commons.operating_models.queries.models import visible_models
from talkoot.kernel.links.registry import describe


def texts_of(model: OperatingModel) -> dict[str, tuple[str, str]]:
    """Name, summary and all titles and texts of the newest version, language by language."""
    # A draft must not be found before it is published; of a model never published the draft is all there is.
    state = PUBLISHED if model.is_published else DRAFT
    newest = list(Part.objects.filter(version__model=model, version__state=state))
    codes = {code for part in newest for code in part.title}
    return {
        code: (
            model.name.get(code, ""),
            "\n".join([model.summary.get(code, ""), *(f"{p.title.get(code, '')}\n{p.body.get(code, '')}" for p in newest)]),
        )
        for code in sorted(codes)
    }


describe(
    OperatingModel,
    title=lambda model: model.name,
    url=lambda model: reverse("operating_models:model", args=[model.slug]),
    visible=visible_models,
    search_texts=texts_of,
    is_public=lambda model: model.is_public and model.is_published,
    crosses_borders=True,
)
