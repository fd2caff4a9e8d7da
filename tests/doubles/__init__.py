"""Stand-ins for the world outside: real servers on loopback, and the clients that talk to them."""
