"""Band 2: what any process needs, without HTTP."""
