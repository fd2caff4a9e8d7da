"""Long work that survives a kill: the durable workflow, its queue and the ledger of paid calls."""
