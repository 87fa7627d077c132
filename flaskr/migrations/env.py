"""Alembic's entry: runs the migrations on the connection that core/schema.py hands over."""

from alembic import context

from flaskr.core.db import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
