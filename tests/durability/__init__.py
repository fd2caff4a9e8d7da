"""Nothing accepted is lost, nothing is paid twice, nothing is silently repeated, whatever is killed at any moment."""
