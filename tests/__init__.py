"""小爱's tests; they mirror the tree."""
