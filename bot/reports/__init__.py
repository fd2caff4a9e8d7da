"""What the console tells of the past: jobs, what was made, how it went and what it cost. Reads the store, changes nothing."""
