import pytest
from django.core.exceptions import ValidationError

from talkoot.kernel.people.business_id import check_digit, clean_business_id


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("0101263-6", "0101263-6"),  # City of Espoo
        ("0204819-8", "0204819-8"),  # City of Turku
        ("  0101263-6 ", "0101263-6"),
        ("01012636", "0101263-6"),
        ("101263-6", "0101263-6"),
        ("FI01012636", "0101263-6"),
        ("0101263–6", "0101263-6"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_business_id_is_written_in_one_form(typed, cleaned):
    assert clean_business_id(typed) == cleaned


@pytest.mark.parametrize("typed", ["0101263-5", "0110263-6", "0101362-6", "1111111-1"])
def test_mistyped_digit_is_told_with_what_was_typed(typed):
    with pytest.raises(ValidationError, match=f"“{typed}” is not a business id: its check digit does not match"):
        clean_business_id(typed)


@pytest.mark.parametrize(
    "typed", ["abc", "12345-6", "123456789-0", "0101263--6", "\x000101263-6", "٠١٠١٢٦٣-٦", "0101263-6; DROP TABLE", "9" * 5000]
)
def test_other_shapes_are_told_with_an_example(typed):
    with pytest.raises(ValidationError, match="has seven digits, a hyphen and a check digit, for example 0101263-6"):
        clean_business_id(typed)


def test_remainder_one_has_no_check_digit():
    without = [digits for digits in (f"{n:07d}" for n in range(3000)) if check_digit(digits) is None]
    assert without
    assert all(not _is_valid(f"{digits}-{last}") for digits in without[:20] for last in range(10))


def test_every_single_mistyped_digit_is_found():
    right = "0101263-6"
    for place in (0, 1, 2, 3, 4, 5, 6, 8):
        for digit in "0123456789":
            wrong = right[:place] + digit + right[place + 1 :]
            assert _is_valid(wrong) == (wrong == right)


def _is_valid(text):
    try:
        clean_business_id(text)
    except ValidationError:
        return False
    return True
