import pytest

from talkoot.operations.templates_check import faults, faults_in


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("<p>\n<script>go()</script>", ["2 script inside"]),
        ('<script src="{% static "a.js" %}" defer></script>', []),
        ('<script type="application/ld+json">{{ data }}</script>', []),
        ("<style>p {}</style>", ["1 style sheet"]),
        ('<p style="color: red">', ["1 style attribute"]),
        ('<p data-style="x" title="a style=b, onclick=c">', []),
        ('<p class="{% if a %}b{% endif %}" onclick="go()">', ["1 script in an attribute"]),
        ("<p>{# <script>x</script> #}<!-- <p style='a'> --></p>", []),
        ('<img src="https://elsewhere.example/a.png" alt="">', ["1 another address"]),
        ('<link rel="stylesheet" href="//cdn.example/a.css">', ["1 another address"]),
        ('<a href="https://elsewhere.example/">a</a>', []),
        ('<a href="javascript:go()">a</a>', ["1 script in a link"]),
        ("{% if user.is_staff %}a{% endif %}", ["1 logic of rights"]),
        ("{% if users %}a{% endif %}", []),
        ('<form method="post">\n<button>a</button></form>', ["1 without csrf_token"]),
        ('<form method="post" action="{% url "a" %}">{% csrf_token %}</form>', []),
        ('<form action="/">a</form>', []),
    ],
)
def test_faults_of_a_template(source, told):
    found = [(source.count("\n", 0, position) + 1, fault) for position, fault in faults_in(source)]
    assert len(found) == len(told)
    for (line, fault), expected in zip(found, told, strict=True):
        number, _, words = expected.partition(" ")
        assert (line, words in fault) == (int(number), True)


def test_templates_of_this_installation_are_well():
    assert list(faults()) == []
