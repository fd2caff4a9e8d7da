"""How the answers of the map intents are made: which place and which days are meant, and which sentences tell about them."""
