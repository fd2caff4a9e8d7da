"""What generators outside this process share: the results they point at are fetched here, and only from where they may lie."""
