"""Everything with state: channels, inbox, outbox, jobs, store and the flow between them."""
