"""Where the school draws: the pages that change a draft of a flow, its forms, and publish it.

Owns the list of these pages; `webapp/__init__.py` puts them in the application.
"""

from webapp.studio import draw, flows, forms, formtools, outline, publish, steps, trial

#: Every page of the studio.
BLUEPRINTS = (flows.bp, draw.bp, forms.bp, formtools.bp, outline.bp, steps.bp, publish.bp, trial.bp)
