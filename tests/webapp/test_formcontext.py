import io

import pytest
from werkzeug.datastructures import FileStorage

from webapp.formcontext import FileRefused, FormContext, Match


def test_a_page_that_says_nothing_finds_nobody_and_keeps_no_file() -> None:
    context = FormContext()
    assert context.find_person("Kari", "staff") == Match()
    assert context.person_name("kari") is None
    assert context.file_name("7") is None
    with pytest.raises(FileRefused):
        context.store_file(FileStorage(io.BytesIO(b"x"), filename="a.txt"), {})


def test_a_page_is_for_staff_until_somebody_says_otherwise() -> None:
    assert FormContext().audience == "staff"
