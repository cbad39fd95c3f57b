"""Texts from LESMEG as HTML."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import html as parser

from webapp import prose


def test_headings_lists_and_emphasis() -> None:
    made = str(prose.html("# En\n\n## To\n\nEn **sterk** og *skrå* `kode`.\nSamme.\n\n1. a\n2. b"))
    assert "<h2>En</h2>" in made
    assert "<h3>To</h3>" in made
    assert "<p>En <strong>sterk</strong> og <em>skrå</em> <code>kode</code>. Samme.</p>" in made
    assert "<ol><li>a</li><li>b</li></ol>" in made


def test_an_indented_line_goes_on_in_the_item_above() -> None:
    assert "<ul><li>en to</li><li>tre</li></ul>" in str(prose.html("- en\n  to\n- tre"))


def test_a_table_has_heads_and_cells() -> None:
    made = str(prose.html("| Hva | Når |\n|---|---|\n| Møte | Uke 1 |"))
    assert '<th scope="col">Hva</th>' in made
    assert "<td>Uke 1</td>" in made


@given(st.text(alphabet="#*`|-<>&\"'1. \nab", max_size=200))
def test_no_text_becomes_markup_of_its_own(text: str) -> None:
    tree = parser.fromstring(f"<div>{prose.html(text)}</div>")
    known = {"div", "p", "ul", "ol", "li", "strong", "em", "code", "table", "tr", "th", "td"}
    assert {node.tag for node in tree.iter()} <= known | {f"h{n}" for n in range(2, 7)}
