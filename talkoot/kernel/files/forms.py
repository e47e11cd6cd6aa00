"""UploadField: a file in a form, checked as the action checks it, with the mistake next to the field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.files.checks import ACCEPTED, IMAGES, LARGEST_DOCUMENT, LARGEST_IMAGE, media_type_of
from talkoot.kernel.refusals import Refusal


class UploadField(forms.FileField):
    """`only_images=True` takes pictures alone. The size and the kind are told before the file is chosen."""

    def __init__(self, *, only_images: bool = False, **kwargs: Any) -> None:
        self.only_images = only_images
        self.largest = LARGEST_IMAGE if only_images else LARGEST_DOCUMENT
        accepted = ".png, .jpg, .jpeg, .webp" if only_images else ACCEPTED
        kwargs.setdefault(
            "help_text",
            _("A PNG, JPEG or WebP picture, at most 10 megabytes.")
            if only_images
            else _("PDF, Word, Excel, PowerPoint, OpenDocument, CSV, text or a picture; at most 20 megabytes, pictures 10."),
        )
        kwargs.setdefault("widget", forms.ClearableFileInput(attrs={"accept": accepted}))
        super().__init__(max_length=255, **kwargs)
        self.error_messages |= {
            "required": _("Choose a file."),
            "empty": _("The file is empty. Check it and choose it again."),
            "max_length": _("The name of the file is longer than 255 characters. Give it a shorter name."),
            "invalid": _("The file did not arrive. Choose it again."),
        }

    def clean(self, data: Any, initial: Any = None) -> Any:
        cleaned = super().clean(data, initial)
        if not isinstance(cleaned, UploadedFile):
            return cleaned
        if cleaned.size is not None and cleaned.size > self.largest:
            raise ValidationError(
                _("The file is larger than %(limit)d megabytes.") % {"limit": self.largest // 1024 // 1024}, code="too_large"
            )
        try:
            media_type = media_type_of(cleaned.read(), cleaned.name or "")
        except Refusal as refusal:
            raise ValidationError(str(refusal), code="kind") from refusal
        finally:
            cleaned.seek(0)
        if self.only_images and media_type not in IMAGES:
            raise ValidationError(_("This is not a picture. Choose a PNG, JPEG or WebP file."), code="kind")
        return cleaned
