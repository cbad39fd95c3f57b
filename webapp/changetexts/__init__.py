"""What a change says, in bokmål and nynorsk; a variant stands behind a full stop in its key."""

from collections.abc import Mapping

from webapp.changetexts.flow import FLOW
from webapp.changetexts.forms import FORMS
from webapp.changetexts.tables import TABLES, TEXTS

#: (bokmål, nynorsk) by the kind of change and its variant
ALL: Mapping[str, tuple[str, str]] = {**FLOW, **FORMS, **TABLES, **TEXTS}
