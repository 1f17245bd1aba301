"""Écritures, pièces et historique : on y ajoute, on n'y touche plus (décision D6)."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = {
    "ecriture": "Une écriture passée se contre-passe, elle ne se modifie pas.",
    "piece": "Une pièce passée se contre-passe, elle ne se modifie pas.",
    "historique": "L'historique ne se modifie pas.",
}


def upgrade() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    for table, sentence in TABLES.items():
        text = sentence.replace("'", "''")
        if postgres:
            op.execute(
                f"CREATE FUNCTION {table}_immuable() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{text}' USING ERRCODE = 'check_violation'; END $$"
            )
            op.execute(
                f"CREATE TRIGGER {table}_immuable BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {table}_immuable()"
            )
            continue
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_immuable_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{text}'); END"
            )
