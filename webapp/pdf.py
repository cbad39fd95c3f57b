"""Documents on paper: tagged PDF/UA made with Typst from a template and plain data.

What people wrote goes in as data and is never read as markup. A template can read nothing but the
templates beside it, and fetches nothing.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

TEMPLATES = Path(__file__).parent / "documents"


def made(template: str, data: Mapping[str, Any]) -> bytes:
    """The document `template` filled with `data`: PDF that screen readers can read (PDF/UA-1)."""
    return typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
    )
