"""The families, a file for each house they come from. Plain data."""
