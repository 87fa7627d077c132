"""Moving a blog in: WordPress exports and folders of Markdown files.

A *source* is what is imported, read twice: once whole, to make sure that it can be read and to
plan where everything will be (the *outline*), and once to bring its *entries* (posts and pages),
*files*, *people*, *labels* (tags) and *remarks* (comments) over. An *import* is one run of that;
its *items* say of each thing what became of it. An *origin* remembers which thing of which source
became which row here, across imports.

Invariants: nothing is written before the whole source was read; a batch is written whole or not
at all; what has an item is never done again; what has an origin is never made a second time; what
was changed or deleted here is never changed by an import.
"""
