"""Reshape steps: read from text, written in primitives, followed back to the source element.

`primitives` are what every step consists of; `steps/` are the steps themselves. On these stand, side by side,
`reading/` (text to steps), `axes/` (what the axes mean afterwards) and `origins/` (where each element came from);
then `mixing/` (what was scrambled) and `consumers/` (what may take the result); then `wishes/` (from a wanted shape
to steps). The modules beside the folders put steps together: a pipeline, a selection, a request to a worker.
"""
