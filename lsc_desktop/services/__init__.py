"""Les écritures : un module par domaine, aucun ne valide la transaction."""
