"""Everybody searches; what each finds is ruled by what each sees."""

from talkoot.kernel.permissions.rules import EVERYONE, permit

SEARCH = permit("search.find", to=EVERYONE)
