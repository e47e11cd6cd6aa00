"""The Finnish business id (Y-tunnus, FO-nummer): seven digits, a hyphen and a check digit.

Rule of the check digit: the digits are multiplied by 7, 9, 10, 5, 8, 4, 2 and added; the remainder of the sum by 11 is
0 for check digit 0, is never 1, else the check digit is 11 minus the remainder (Finnish Tax Administration).
"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

WEIGHTS = (7, 9, 10, 5, 8, 4, 2)
# Old ids have six digits; they are written today with a zero in front. [0-9], because \d takes digits of all scripts.
SHAPE = re.compile(r"(?:FI)?([0-9]{6,7})[-–—]?([0-9])", re.IGNORECASE)


def check_digit(seven_digits: str) -> int | None:
    """The digit that must follow, or None when no business id begins so."""
    remainder = sum(int(digit) * weight for digit, weight in zip(seven_digits, WEIGHTS, strict=True)) % 11
    if remainder == 1:
        return None
    return (11 - remainder) % 11


def clean_business_id(text: str) -> str:
    """`02012566`, `201256-6` or `FI02012566` as `0201256-6`, nothing as nothing. Raises ValidationError that tells how to mend it."""
    squeezed = re.sub(r"\s+", "", text)
    if not squeezed:
        return ""
    match = SHAPE.fullmatch(squeezed)
    if match is None:
        raise ValidationError(
            _("A business id has seven digits, a hyphen and a check digit, for example 0101263-6. You wrote “%(text)s”."),
            code="shape",
            params={"text": squeezed[:40]},
        )
    digits, last = match[1].zfill(7), match[2]
    if check_digit(digits) != int(last):
        raise ValidationError(
            _(
                "“%(text)s” is not a business id: its check digit does not match, so one digit is wrong or two have changed"
                " places. Compare it digit by digit with your extract from the Business Information System (ytj.fi)."
            ),
            code="check_digit",
            params={"text": f"{digits}-{last}"},
        )
    return f"{digits}-{last}"


def validate_business_id(text: str) -> None:
    """For the model field: the text must already be in its one written form."""
    if clean_business_id(text) != text:
        raise ValidationError(_("Write the business id with seven digits, a hyphen and a check digit."), code="shape")
