"""Documents on paper."""

from webapp import pdf

WILD = "#read('/etc/passwd') *fet* <a> \\ $x$ @ref [x] // bort"


def test_what_people_wrote_is_never_markup_on_paper() -> None:
    data = {
        **{"lang": "nb", "title": WILD, "school": WILD, "about": WILD, "made": WILD},
        **{"heads": [WILD] * 5, "versions_head": WILD, "versions_heads": [WILD] * 3},
        "sections": [{"name": WILD, "text": WILD, "rows": [[WILD] * 5]}],
        "versions": [[WILD] * 3],
    }
    assert pdf.made("plan", data).startswith(b"%PDF-")
