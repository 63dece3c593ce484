"""Run by Alembic: use the connection that migrate.py hands over, in its transaction."""

from alembic import context

from appliance.stores.tables import names

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=names,
    transactional_ddl=True,
    # SQLite alters a table by copying it.
    render_as_batch=connection.dialect.name == "sqlite",
)
context.run_migrations()
